# Cases of every script that creates an application account. $tested has:
#   account, address   the account that the script creates, and its address
Test-Case 'by hand: an account that is shown in address lists is hidden' {
    $run = Invoke-Script (New-Place { param($s) ($s.mailUsers | Where-Object Name -eq $tested.account).HiddenFromAddressListsEnabled = $false } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes + 1) { 'it was not hidden by one change' }
    Confirm-Same $goal $run 'the run'
}
Test-Case 'facts: the account is told as it was read back' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'account').facts
    if ($facts.identity -ne ('contoso.com/Users/' + $tested.account)) { "identity '$($facts.identity)'" }
    if ($facts.address -ne $tested.address) { "address '$($facts.address)'" }
    if ($facts.hidden -ne $true) { 'not told to be hidden' }
}
$refusals = [ordered]@{
    'account-name-taken' = { param($s) ($s.mailUsers | Where-Object Name -eq $tested.account).RecipientType = 'UserMailbox' }
    'account-ambiguous'  = { param($s) $b = [ordered]@{} + ($s.mailUsers | Where-Object Name -eq $tested.account); $b.Identity = 'contoso.com/Other/' + $tested.account; $s.mailUsers += $b }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code] $done)
        Confirm-Failed $run $code
        if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
    }
}
Test-Case 'refused: cmdlet-not-in-role, told in a dry run too' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') })) 'cmdlet-not-in-role'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') }) '-WhatIf') 'cmdlet-not-in-role'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-MailUser') })) 'cmdlet-not-in-role'
}
Test-Case 'split permissions: goes on when the account was made by somebody else' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'changes: what is there before and after is told where the script knows it' {
    foreach ($receipt in $fresh.receipt, (Invoke-Script (New-Place { param($s) ($s.mailUsers | Where-Object Name -eq $tested.account).HiddenFromAddressListsEnabled = $false } $done) '-WhatIf').receipt) {
        $changes = @(($receipt.steps | Where-Object id -eq 'account').changes)
        $hidden = @($changes | Where-Object action -eq 'Hide from address lists')
        if ($hidden.Count -ne 1 -or $hidden[0].before -ne 'Shown in address lists' -or $hidden[0].after -ne 'Hidden from address lists') { $changes | ConvertTo-Json -Compress }
        $made = @($changes | Where-Object action -eq 'Create the mail user')
        if ($made.Count -gt 0 -and @($made[0].PSObject.Properties.Name) -contains 'before') { 'a creation says what was there before' }
    }
}
