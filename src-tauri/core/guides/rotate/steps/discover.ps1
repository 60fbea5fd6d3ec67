function Invoke-DiscoveryStep {
    Start-Step 'discovery' 'Look at this organisation (nothing is changed)'
    Add-Fact 'unread' @()
    # Any object that was read names the domain controller that answered.
    Read-Fact 'domainController' { [string](Get-OrganizationConfig @Dc).OriginatingServer }
    Read-Fact 'directory' { Get-Directory }
    Read-Fact 'acceptedDomains' -List { Get-AcceptedDomain @Dc | ForEach-Object { @{ name = [string]$_.DomainName; default = [bool]$_.Default; type = [string]$_.DomainType } } }
    Read-Fact 'servers' -List { Get-ExchangeServer @Dc | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion; role = [string]$_.ServerRole } } }
    Read-Fact 'authServers' -List { Get-AuthServer @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl } } }
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
    # Made already, and not set as the next one.
    Read-Fact 'candidates' -List {
        $config = Get-AuthConfig @Dc
        if ([string]$config.NextCertificateThumbprint) { return }
        Get-NextCandidate ([string]$config.CurrentCertificateThumbprint) ([string]$config.PreviousCertificateThumbprint) | Where-Object { $_.exportable -ne $false }
    }
}
