function Invoke-SkypeDiscoveryStep {
    Start-Step 'discovery-skype' 'Look at this deployment (nothing is changed)'
    Add-Fact 'unread' @()
    # The web services run on every Front End server and Director.
    Read-Fact 'webServices' -List { Get-CsService -WebServer -ErrorAction Stop | ForEach-Object { @{ pool = [string]$_.PoolFqdn; externalFqdn = [string]$_.ExternalFqdn } } }
    Read-Fact 'pools' -List { Get-CsPool -ErrorAction Stop | ForEach-Object { @{ fqdn = [string]$_.Identity; computers = @($_.Computers | ForEach-Object { [string]$_ }) } } }
    Read-Fact 'oauthConfiguration' { $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]; @{ serviceName = [string]$config.ServiceName; exchangeAutodiscoverUrl = [string]$config.ExchangeAutodiscoverUrl; realm = [string]$config.Realm } }
    Read-Fact 'oauthServers' -List { Get-CsOAuthServer -ErrorAction Stop | ForEach-Object { @{ name = [string]$_.Identity; metadataUrl = [string]$_.MetadataUrl; realm = [string]$_.Realm } } }
    Read-Fact 'skypePartners' -List { Get-CsPartnerApplication -ErrorAction Stop | ForEach-Object { @{ name = [string]$_.Identity; applicationIdentifier = [string]$_.ApplicationIdentifier; trustLevel = [string]$_.ApplicationTrustLevel; useOAuthServer = (Test-ThroughServer $_); metadataUrl = [string](Get-PartnerAddress $_); enabled = [bool]$_.Enabled } } }
    Read-Fact 'tokenIssuers' -List {
        foreach ($assigned in @(Get-CsCertificate -Type 'OAuthTokenIssuer' -ErrorAction Stop)) {
            $thumbprint = [string]$assigned.Thumbprint
            $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
            $one = @{ thumbprint = $thumbprint; subject = ''; notAfter = $null; onThisServer = ($found.Count -gt 0) }
            if ($found.Count -gt 0) { $one['subject'] = [string]$found[0].Subject; $one['notAfter'] = $found[0].NotAfter.ToUniversalTime().ToString('o') }
            $one
        }
    }
}
