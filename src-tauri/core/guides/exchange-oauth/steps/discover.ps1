function Invoke-DiscoveryStep {
    Start-Step 'discovery' 'Look at this organisation (nothing is changed)'
    Add-Fact 'unread' @()
    # Any object that was read names the domain controller that answered.
    Read-Fact 'domainController' { [string](Get-OrganizationConfig @Dc).OriginatingServer }
    Read-Fact 'acceptedDomains' -List { Get-AcceptedDomain @Dc | ForEach-Object { @{ name = [string]$_.DomainName; default = [bool]$_.Default; type = [string]$_.DomainType } } }
    Read-Fact 'servers' -List { Get-ExchangeServer @Dc | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion; role = [string]$_.ServerRole } } }
    Read-Fact 'oldServers' -List { Find-OldServer | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion } } }
    Read-Fact 'authConfig' { $config = Get-AuthConfig @Dc; @{ serviceName = [string]$config.ServiceName; realm = [string]$config.Realm } }
    Read-Fact 'partnerApplications' -List { Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' } | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; linkedAccount = [string]$_.LinkedAccount } } }
    Read-Fact 'authServers' -List { Get-AuthServer @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl; applicationIdentifier = [string]$_.ApplicationIdentifier } } }
    Read-Fact 'acsMetadataUrls' -List { Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'MicrosoftACS' -and [string]$_.AuthMetadataUrl } | ForEach-Object { [string]$_.AuthMetadataUrl } }
    Read-Fact 'evoStsMetadataUrls' -List { Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'AzureAD' -and [string]$_.AuthMetadataUrl } | ForEach-Object { [string]$_.AuthMetadataUrl } }
    Read-Fact 'connectors' -List { Get-IntraOrganizationConnector @Dc | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) } } }
    Read-Fact 'trusts' -List { Get-Trust -ErrorAction Stop | ForEach-Object { [string]$_.Name } | Where-Object { $_ } | Sort-Object -Unique }
    Read-Fact 'ewsUrls' -List { Get-WebServicesVirtualDirectory -ADPropertiesOnly @Dc | ForEach-Object { [string]$_.ExternalUrl } | Where-Object { $_ } | Sort-Object -Unique }
    Read-Fact 'certificates' -List {
        $config = Get-AuthConfig @Dc
        foreach ($use in 'Current', 'Next') {
            $thumbprint = [string]$config.($use + 'CertificateThumbprint')
            if (-not $thumbprint) { continue }
            $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
            $one = @{ use = $use.ToLowerInvariant(); thumbprint = $thumbprint; onThisServer = ($found.Count -gt 0); notAfter = $null }
            if ($found.Count -gt 0) { $one['notAfter'] = $found[0].NotAfter.ToUniversalTime().ToString('o') }
            $one
        }
    }
}
