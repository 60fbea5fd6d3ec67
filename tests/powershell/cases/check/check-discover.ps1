# lists: unread,trusts,acceptedDomains,servers,partnerApplications,authServers,connectors,accounts,roles,certificates,accessUnread,ewsGates,wildcardDomains,virtualDirectories,ewsAddresses,proxies,connectionPoints,builds,serversWithoutCurrent,serversWithoutNext,serversUnread
# reads only
# goes on after errors
# Cases of the discovery script alone; run by Test-Script.ps1.
$tested = @{ step = 'discovery' }
. (Join-Path $PSScriptRoot '../shared/teams-access.ps1')
Test-Case 'facts: facts are complete and nothing is unread' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if (@($facts.authServers).Count -ne 2 -or @($facts.connectors).Count -ne 1) { 'facts are missing' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthConfig') })) 'cmdlet-not-in-role'
}
