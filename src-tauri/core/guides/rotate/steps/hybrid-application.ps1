function Show-HybridApplicationUpdate {
    # How Microsoft's script is called.
    Write-Output '  The dedicated Exchange hybrid application is in use. Before the rollover, get Microsoft''s script from'
    Write-Output '  https://aka.ms/ConfigureExchangeHybridApplication and run it on a Mailbox server with internet access,'
    Write-Output '  in the Exchange Management Shell as administrator:'
    Write-Output '    .\ConfigureExchangeHybridApplication.ps1 -UpdateCertificate'
    Write-Output '  Outside the global cloud, add -AzureEnvironment and the name of your cloud:'
    Write-Output {{ azure_environments }}
    Write-Output '  This script cannot verify that. Afterwards, mark the step as done in Crosstrust.'
}

function Invoke-HybridApplicationUpdateStep {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    $rotation = Read-Rotation
    Add-Fact 'nextThumbprint' $rotation.next
    $identifiers = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'AzureAD' } | ForEach-Object { [string]$_.ApplicationIdentifier } | Where-Object { $_ })
    Add-Fact 'applicationIdentifiers' $identifiers
    Add-HybridOverrideFact
    # Either sign counts: one step too many does no harm, a missing key does.
    $used = $identifiers.Count -gt 0 -or $Run.Step.facts.settingOverride
    Add-Fact 'hybridApplication' $used
    if ($used) { Show-HybridApplicationUpdate }
}
