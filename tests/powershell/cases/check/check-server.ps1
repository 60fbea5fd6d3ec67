# reads only
# lists: unread,trusts,acceptedDomains,servers,partnerApplications,accounts,roles,authServers,exchangeOnlinePartners,connectors,tokenErrors,logServersUnread,accessUnread,ewsGates,wildcardDomains,virtualDirectories,ewsAddresses,proxies,connectionPoints,certificates,applicationIdentifiers,builds,serversWithoutCurrent,serversWithoutNext,serversUnread
# may fail: Get-OrganizationConfig,Get-CASMailbox,Get-AcceptedDomain,Get-WebServicesVirtualDirectory,Get-AutodiscoverVirtualDirectory,Get-ClientAccessService,Get-ExchangeCertificate
# Cases of the script that reads all of it on the server; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/teams-calls.ps1')
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne 'shell,discovery,exchange-oauth,teams-scheduler,cloud-voicemail,export,hybrid-application,teams-calls') { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
}
Test-Case 'facts: discovery is complete, and what a step reads is told once' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if (@($facts.acceptedDomains).Count -eq 0 -or @($facts.authServers).Count -ne 2) { 'facts are missing' }
    if ($facts.PSObject.Properties['virtualDirectories']) { 'the directories are told twice' }
    $access = ($fresh.receipt.steps | Where-Object id -eq 'exchange-oauth').facts
    if (@($access.virtualDirectories).Count -eq 0) { 'the directories are not told' }
}
Test-Case 'facts: what cannot be read is told, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-PartnerApplication'; kind = 'error' }) })
    Confirm-Failed $run 'exchange-error'
    if (($run.receipt.steps | Where-Object id -eq 'teams-calls').error) { 'the logs were not looked at' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthServer') })) 'cmdlet-not-in-role'
}
