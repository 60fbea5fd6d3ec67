function Invoke-HybridApplicationCheck {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    $servers = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'AzureAD' -and [string]$_.ApplicationIdentifier })
    # The application of another tenant, where Exchange knows several, is not the one.
    if (Test-TenantId) { $servers = @($servers | Where-Object { [string]$_.Realm -eq '' -or [string]$_.Realm -eq $Answers.TenantId }) }
    $identifiers = @($servers | ForEach-Object { [string]$_.ApplicationIdentifier } | Sort-Object -Unique)
    # Of several applications, and without the id of the tenant, it is not known which one is meant.
    if ($identifiers.Count -gt 1 -and -not (Test-TenantId)) { Add-Fact 'applicationIdentifiers' $null }
    else { Add-Fact 'applicationIdentifiers' $identifiers }
}
