{% include "shared/steps/builds.ps1" %}

{% include "shared/steps/server-certificates.ps1" %}

function Read-Access {
    # One thing to read. What cannot be read is noted by name, and the rest is read all the same.
    param([string]$Name, [scriptblock]$Read)
    try { & $Read }
    catch {
        $Run.Step.facts['accessUnread'] += @($Name)
        Write-Output ('  not read: ' + $Name + ' (' + (Get-Reason $_) + ')')
    }
}

function Get-EwsGate {
    # Who may use Exchange Web Services: in the organization, or with one mailbox. Not set is not the same as off.
    param([string]$Name, $Source)
    $enabled = ([string]$Source.EwsEnabled).ToLowerInvariant()
    if (-not $enabled) { $enabled = 'not set' }
    @{
        name    = $Name
        enabled = $enabled
        policy  = [string]$Source.EwsApplicationAccessPolicy
        allowed = @($Source.EwsAllowList | ForEach-Object { [string]$_ } | Where-Object { $_ })
        blocked = @($Source.EwsBlockList | ForEach-Object { [string]$_ } | Where-Object { $_ })
    }
}

function Get-DirectoryAccess {
    # A virtual directory: whether it accepts tokens, and its address from outside. Methods can arrive as
    # numbers: 10 is OAuth. What Exchange does not say, or says both ways, is not known ($null).
    param([string]$Kind, $Directory)
    $on = $Directory.OAuthAuthentication
    $methods = @(@($Directory.InternalAuthenticationMethods) + @($Directory.ExternalAuthenticationMethods) | ForEach-Object { [string]$_ } | Where-Object { $_ })
    if ($methods.Count -gt 0) {
        $listed = ($methods -contains 'OAuth') -or ($methods -contains '10')
        if ($null -eq $on) { $on = $listed }
        elseif ([bool]$on -ne $listed) { $on = $null }
    }
    if ($null -ne $on) { $on = [bool]$on }
    $address = [string]$Directory.ExternalUrl
    @{ name = [string]$Directory.Identity; kind = $Kind; oauth = $on; externalUrl = $address; scheme = @($address -split ':')[0].ToLowerInvariant() }
}

function Get-AuthThumbprint {
    # The thumbprint of an Auth Certificate, as the step that is open has read it; empty where there is none.
    param([string]$Use)
    $facts = $Run.Step.facts
    $thumbprint = [string]$facts[$Use + 'Thumbprint']
    foreach ($one in @($facts['certificates'])) {
        if ($one -and $one['use'] -eq $Use) { $thumbprint = [string]$one['thumbprint'] }
    }
    $thumbprint
}

function Add-TeamsAccessFact {
    # What lets the requests of Teams in on this side. The facts belong to the step that is open.
    Add-Fact 'accessUnread' @()
    Read-Access 'EWS access of the organization' { Add-Fact 'ewsGates' @(Get-EwsGate 'organization' (Get-OrganizationConfig @Dc)) }
    if ($Answers.TestMailbox) {
        Read-Access 'EWS access of the mailbox' { Add-Fact 'mailboxEwsGates' @(Get-EwsGate $Answers.TestMailbox (Get-CASMailbox -Identity $Answers.TestMailbox @Dc)) }
    }
    Read-Access 'Accepted domains' { Add-Fact 'wildcardDomains' @(Get-AcceptedDomain @Dc | ForEach-Object { [string]$_.DomainName } | Where-Object { $_ -like '[*]*' }) }
    Read-Access 'Virtual directories' {
        $found = @(Get-WebServicesVirtualDirectory -ADPropertiesOnly -ShowMailboxVirtualDirectories @Dc | ForEach-Object { Get-DirectoryAccess 'ews' $_ })
        $found += @(Get-AutodiscoverVirtualDirectory -ADPropertiesOnly -ShowMailboxVirtualDirectories @Dc | ForEach-Object { Get-DirectoryAccess 'autodiscover' $_ })
        Add-Fact 'virtualDirectories' @($found)
        Add-Fact 'ewsAddresses' @($found | Where-Object { $_.kind -eq 'ews' -and $_.externalUrl } | ForEach-Object { $_.externalUrl } | Sort-Object -Unique)
    }
    Read-Access 'Proxies' { Add-Fact 'proxies' @(Get-ExchangeServer @Dc | Where-Object { [string]$_.InternetWebProxy } | ForEach-Object { @{ name = [string]$_.Name; proxy = [string]$_.InternetWebProxy } }) }
    Read-Access 'Autodiscover service connection points' {
        # Exchange 2013 knows the same by another name.
        if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { $services = @(Get-ClientAccessService @Dc) }
        else { $services = @(Get-ClientAccessServer @Dc) }
        Add-Fact 'connectionPoints' @($services | ForEach-Object { @{ name = [string]$_.Name; address = [string]$_.AutoDiscoverServiceInternalUri } })
    }
    Read-Access 'Builds of the servers' { Add-BuildFact }
    # Without a certificate in use, no server lacks it.
    $inUse = [string](Get-AuthThumbprint 'current')
    if ($inUse) { Read-Access 'Certificates of the servers' { Add-ServerFact @{ current = $inUse; next = [string](Get-AuthThumbprint 'next') } } }
}
