# lists: unread,trusts,acceptedDomains,servers,partnerApplications,authServers,connectors,accounts,roles,certificates,accessUnread,ewsGates,wildcardDomains,virtualDirectories,ewsAddresses,proxies,connectionPoints,builds,serversWithoutCurrent,serversWithoutNext,serversUnread
# reads only
# goes on after errors
# Cases of the discovery script alone; run by Test-Script.ps1.
$tested = @{
    step = 'discovery'
    whole = Find-Script 'teams-on-premises.ps1'
    applications = 4
    roles = {
        param($facts)
        if (@($facts.roles).Count -ne 1 -or (@($facts.roles[0].entries) -join ',') -ne 'GetDelegate' -or (@($facts.roles[0].assignees) -join ',') -ne 'TeamsScheduler') { 'the role is not told as it is' }
    }
}
. (Join-Path $PSScriptRoot '../shared/discover-exchange.ps1')
. (Join-Path $PSScriptRoot '../shared/teams-access.ps1')
