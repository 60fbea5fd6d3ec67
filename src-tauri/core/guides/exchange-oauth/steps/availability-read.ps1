function Find-OldServer {
    # The servers that know no connectors: those older than Exchange 2013 SP1 (15.0.847). Only servers
    # with mailboxes or client access count: an Edge server asks for no free and busy times, and its
    # version is as old as its subscription.
    foreach ($server in @(Get-ExchangeServer @Dc)) {
        $roles = @($server.ServerRole | ForEach-Object { [string]$_ -split '[\s,]+' })
        if ($roles -notcontains 'Mailbox' -and $roles -notcontains 'ClientAccess') { continue }
        if ([string]$server.AdminDisplayVersion -notmatch '(\d+)\.(\d+)\D+(\d+)') {
            Stop-Step 'server-version-unread' ('The version of ' + [string]$server.Name + ' is unknown: ' + [string]$server.AdminDisplayVersion)
        }
        if ([version]($Matches[1] + '.' + $Matches[2] + '.' + $Matches[3]) -lt [version]'15.0.847') { $server }
    }
}

function Find-AddressSpace {
    # The availability address space for the mailboxes of this tenant, or nothing.
    Get-AvailabilityAddressSpace @Dc | Where-Object { [string]$_.ForestName -eq $Answers.HybridDomain }
}

function Add-AvailabilityFact {
    # What a receipt holds: the old servers, the address space, and the servers that lack it.
    param($OldServers, $Spaces)
    Add-Fact 'oldServers' @($OldServers | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion } })
    Add-Fact 'addressSpaces' @($Spaces | ForEach-Object { @{ name = [string]$_.ForestName; accessMethod = [string]$_.AccessMethod; proxyUrl = [string]$_.ProxyUrl } })
    $without = @()
    if (@($Spaces).Count -eq 0) { $without = @($OldServers | ForEach-Object { [string]$_.Name }) }
    Add-Fact 'withoutAddressSpace' $without
}
