# reads only
# may fail: Get-OrganizationConfig,Get-CASMailbox,Get-AcceptedDomain,Get-WebServicesVirtualDirectory,Get-AutodiscoverVirtualDirectory,Get-ClientAccessService,Get-ExchangeCertificate
# lists: authServers,exchangeOnlinePartners,connectors,accessUnread,ewsGates,wildcardDomains,virtualDirectories,ewsAddresses,proxies,connectionPoints,builds,serversWithoutCurrent,serversWithoutNext,serversUnread
# Cases of the script that reads whether OAuth with Exchange Online is there; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/exchange-oauth.ps1')
$tested = @{ step = 'exchange-oauth' }
. (Join-Path $PSScriptRoot '../shared/teams-access.ps1')
Test-Case 'facts: with a mailbox, who may use EWS with it is told' {
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.casMailboxes[0].EwsEnabled = $false; $s.casMailboxes[0].EwsApplicationAccessPolicy = 'EnforceBlockList'; $s.casMailboxes[0].EwsBlockList = @('*Teams*') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $gate = ($run.receipt.steps | Where-Object id -eq $tested.step).facts.mailboxEwsGates[0]
    if ($gate.name -ne 'anna@contoso.com' -or $gate.enabled -ne 'false' -or $gate.policy -ne 'EnforceBlockList' -or (@($gate.blocked) -join ',') -ne '*Teams*') { "gate: $($gate | ConvertTo-Json -Compress)" }
}
