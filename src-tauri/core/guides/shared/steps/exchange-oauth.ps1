function Invoke-OAuthStep {
    Start-Step 'exchange-oauth' 'Exchange OAuth with Exchange Online (only read)'
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    # Exchange can trust several tenants. All of it is reported, with what says whose it is.
    if (-not (Test-TenantId)) { Write-Output '  The script does not know the tenant ID. Crosstrust compares addresses instead.' }
    Add-Fact 'authServers' @(Get-AuthServer @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl } })
    $online = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    Add-Fact 'exchangeOnlinePartners' @($online | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm } })
    $own = @(Select-OwnApplication $online)
    Add-Fact 'exchangeOnlinePartner' ([bool]@($own | Where-Object { $_.Enabled }).Count)
    Add-Fact 'connectors' @(Get-IntraOrganizationConnector @Dc | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) } })
    if ($Answers.TestMailbox -and $Answers.TestUri) {
        # A test that fails is a finding, not the end of the run: nothing later depends on it.
        try {
            $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
            Add-Fact 'oauthTest' ([string]$test[0].ResultType)
            Add-Fact 'oauthTestDetail' ([string]$test[0].Detail)
        }
        catch {
            Add-Fact 'oauthTest' 'Error'
            Add-Fact 'oauthTestError' ([string]$_.Exception.Message)
            Write-Output ('  not tested: ' + $_.Exception.Message)
        }
    }
}
