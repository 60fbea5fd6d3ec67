function Invoke-HybridApplicationStep {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    $servers = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'AzureAD' -and [string]$_.ApplicationIdentifier })
    Add-Fact 'applicationIdentifiers' @($servers | ForEach-Object { [string]$_.ApplicationIdentifier })
    $override = @(Get-SettingOverride @Dc | Where-Object { [string]$_.SectionName -eq 'ExchangeOnpremAsThirdPartyAppId' -and @($_.Parameters | ForEach-Object { ([string]$_) -replace '\s', '' }) -contains 'Enabled=true' })
    Add-Fact 'settingOverride' ($override.Count -gt 0)
    if ($servers.Count -gt 0 -and $override.Count -gt 0) { return }
    Write-Output '  Not in place yet. On this server, in Windows PowerShell 5.1, run Microsoft''s script:'
    $environment = ''
    if ($Answers.AzureEnvironment) { $environment = ' -AzureEnvironment ' + $Answers.AzureEnvironment }
    Write-Output ('    .\ConfigureExchangeHybridApplication.ps1 -FullyConfigureExchangeHybridApplication' + $environment)
    Write-Output '  Crosstrust shows what to run where this server has no way to the internet.'
}
