{% include "shared/steps/read-fact.ps1" %}

{% include "shared/steps/directory.ps1" %}

function Invoke-DiscoveryStep {
    # $AccountName and $RoleName: the accounts and roles that this guide makes, or another one did.
    param([string[]]$AccountName, [string[]]$RoleName)
    Start-Step 'discovery' 'Look at this organisation (nothing is changed)'
    Add-Fact 'unread' @()
    # Any object that was read names the domain controller that answered.
    Read-Fact 'domainController' { [string](Get-OrganizationConfig @Dc).OriginatingServer }
    Read-Fact 'directory' { Get-Directory }
    Read-Fact 'acceptedDomains' -List { Get-AcceptedDomain @Dc | ForEach-Object { @{ name = [string]$_.DomainName; default = [bool]$_.Default; type = [string]$_.DomainType } } }
    Read-Fact 'servers' -List { Get-ExchangeServer @Dc | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion; role = [string]$_.ServerRole } } }
    Read-Fact 'authConfig' { $config = Get-AuthConfig @Dc; @{ serviceName = [string]$config.ServiceName; realm = [string]$config.Realm } }
    Read-Fact 'partnerApplications' -List { Get-PartnerApplication @Dc | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; linkedAccount = [string]$_.LinkedAccount } } }
    Read-Fact 'authServers' -List { Get-AuthServer @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl } } }
    Read-Fact 'connectors' -List { Get-IntraOrganizationConnector @Dc | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) } } }
    Read-Fact 'trusts' -List { Get-Trust -ErrorAction Stop | ForEach-Object { [string]$_.Name } | Where-Object { $_ } | Sort-Object -Unique }
    $byName = ($AccountName | ForEach-Object { 'Name -eq ''' + $_ + '''' }) -join ' -or '
    Read-Fact 'accounts' -List { Get-Recipient -Filter $byName @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.RecipientType; identity = [string]$_.Identity; hidden = [bool]$_.HiddenFromAddressListsEnabled } } }
    Read-Fact 'roles' -List {
        foreach ($role in @(Get-ManagementRole @Dc | Where-Object { $RoleName -contains $_.Name })) {
            @{
                name      = [string]$role.Name
                type      = [string]$role.RoleType
                entries   = @(Get-ManagementRoleEntry -Identity ($role.Name + '\*') @Dc | ForEach-Object { [string]$_.Name })
                assignees = @(Get-ManagementRoleAssignment -Role $role.Name @Dc | ForEach-Object { [string]$_.RoleAssigneeName })
            }
        }
    }
    Read-Fact 'mayCreateMailUser' { [bool](Get-Command -Name 'New-MailUser' -ErrorAction SilentlyContinue) }
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
