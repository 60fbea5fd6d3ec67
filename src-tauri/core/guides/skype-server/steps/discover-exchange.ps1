function Invoke-DiscoveryStep {
    Start-Step 'discovery' 'Look at this organisation (nothing is changed)'
    Add-Fact 'unread' @()
    # Any object that was read names the domain controller that answered.
    Read-Fact 'domainController' { [string](Get-OrganizationConfig @Dc).OriginatingServer }
    Read-Fact 'acceptedDomains' -List { Get-AcceptedDomain @Dc | ForEach-Object { @{ name = [string]$_.DomainName; default = [bool]$_.Default; type = [string]$_.DomainType } } }
    Read-Fact 'servers' -List { Get-ExchangeServer @Dc | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion; role = [string]$_.ServerRole } } }
    Read-Fact 'clientAccess' -List { Get-AutodiscoverServer | ForEach-Object { @{ name = [string]$_.Name; autodiscoverUri = [string]$_.AutoDiscoverServiceInternalUri } } }
    Read-Fact 'withoutAddress' -List { Get-AutodiscoverServer | Where-Object { -not [string]$_.AutoDiscoverServiceInternalUri } | ForEach-Object { [string]$_.Name } }
    Read-Fact 'partnerApplications' -List { Get-PartnerApplication @Dc | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; linkedAccount = [string]$_.LinkedAccount; metadataUrl = [string]$_.AuthMetadataUrl } } }
    Read-Fact 'certificates' -List {
        $thumbprint = [string](Get-AuthConfig @Dc).CurrentCertificateThumbprint
        if ($thumbprint) {
            $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
            $one = @{ use = 'current'; thumbprint = $thumbprint; onThisServer = ($found.Count -gt 0); notAfter = $null }
            if ($found.Count -gt 0) { $one['notAfter'] = $found[0].NotAfter.ToUniversalTime().ToString('o') }
            $one
        }
    }
}
