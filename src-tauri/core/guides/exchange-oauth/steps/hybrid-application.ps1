function Show-HybridApplicationCommand {
    # How Microsoft's script is called in this organisation: all in one, and in two parts.
    $call = '    .\ConfigureExchangeHybridApplication.ps1 '
    $environment = ''
    if ($Answers.AzureEnvironment) { $environment = ' -AzureEnvironment ' + $Answers.AzureEnvironment }
    $tenant = '<id of your tenant>'
    if (Test-TenantId) { $tenant = $Answers.TenantId }
    $certificate = '''' + (Join-Path -Path $OutputFolder -ChildPath 'OAuthCert.cer').Replace('''', '''''') + ''''
    Write-Output '  The application is not configured yet. Get Microsoft''s script from https://aka.ms/ConfigureExchangeHybridApplication.'
    Write-Output '  Run it on a Mailbox server with internet access, in the Exchange Management Shell as administrator:'
    Write-Output ($call + '-FullyConfigureExchangeHybridApplication' + $environment)
    Write-Output '  If no Exchange server has internet access, there are two parts. First, on another computer of this domain'
    Write-Output '  with internet access, in Windows PowerShell 5.1 as administrator, with the exported certificate:'
    Write-Output ($call + '-CreateApplication -UpdateCertificate -CertificateMethod ''File'' -CertificateInformation ' + $certificate + $environment)
    Write-Output '  Then on the Exchange server, with the App ID from the first part:'
    Write-Output ($call + '-ConfigureAuthServer -ConfigureTargetSharingEpr -EnableExchangeHybridApplicationOverride -CustomAppId <App ID> -TenantId ' + $tenant + ' -RemoteRoutingDomain ' + $Answers.HybridDomain)
}

{% include "shared/steps/builds.ps1" %}

function Invoke-HybridApplicationStep {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    # The application of another tenant, where Exchange knows several, is not the one.
    $wanted = @(Get-WantedAuthServer | Where-Object { $_.type -eq 'AzureAD' })[0]
    $servers = @(Find-AuthServer $wanted | Where-Object { [string]$_.ApplicationIdentifier })
    Add-Fact 'applicationIdentifiers' @($servers | ForEach-Object { [string]$_.ApplicationIdentifier })
    $domains = @($servers | ForEach-Object { $_.DomainName } | Where-Object { $_ } | ForEach-Object { [string]$_ })
    Add-Fact 'domainNames' $domains
    Add-HybridOverrideFact
    Add-BuildFact
    if ($servers.Count -eq 0) { Show-HybridApplicationCommand }
}
