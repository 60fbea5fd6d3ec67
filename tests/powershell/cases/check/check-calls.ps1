# reads only
# lists: tokenErrors,logServersUnread
# Cases of the script that counts the requests of Teams in the logs; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/teams-calls.ps1')
Test-Case 'facts: another server is read through its share, and named where that fails' {
    $run = Invoke-Script (New-Place { param($s) $s.servers += [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' } })
    if ((@(($run.receipt.steps | Where-Object id -eq 'teams-calls').facts.logServersUnread | Sort-Object) -join ',') -ne 'EX01,EX02') { 'the other server is not named' }
}
Test-Case 'facts: a command that the account may not use is told by its code' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-ExchangeServer') })) 'cmdlet-not-in-role'
}
