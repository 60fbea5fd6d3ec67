# after: account.ps1
# lists: entries,assignees
# Cases of the script that makes the management role; run by Test-Script.ps1.
$byHand = [ordered]@{
    'role still holds every entry' = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').entries = ($s.roles | Where-Object Name -eq 'UserApplication').entries }
    'role not assigned'            = { param($s) $s.roleAssignments = @() }
    'no role'                      = { param($s) $s.roles = @($s.roles | Where-Object Name -ne 'TeamsSchedulerRole'); $s.roleAssignments = @() }
}
foreach ($situation in $byHand.Keys) {
    Test-Case "by hand: $situation" {
        $run = Invoke-Script (New-Place $byHand[$situation] $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.changes -eq $fresh.state.changes) { 'nothing was put right' }
        Confirm-Same $goal $run 'the run'
    }
}
Test-Case 'kept: somebody else who holds the role goes on holding it' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'TeamsSchedulerRole'; RoleAssigneeName = 'Somebody'; RoleAssignee = 'contoso.com/Users/Somebody'; RoleAssigneeType = 'User'; Enabled = $true } } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if ((@(($run.receipt.steps | Where-Object id -eq 'role').facts.assignees | Sort-Object) -join ',') -ne 'Somebody,TeamsScheduler') { 'both are not told' }
}
$refusals = [ordered]@{
    'role-of-other-type'       = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').RoleType = 'MailRecipients' }
    'role-without-getdelegate' = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').entries = @('GetItem') }
    'account-missing'          = { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne 'TeamsScheduler') }
    'account-name-taken'       = { param($s) ($s.mailUsers | Where-Object Name -eq 'TeamsScheduler').RecipientType = 'UserMailbox' }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code] $done)
        Confirm-Failed $run $code
        if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
    }
}
Test-Case 'refused: cmdlet-not-in-role, before anything is changed' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-ManagementRole') })
    Confirm-Failed $run 'cmdlet-not-in-role'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'whatif: without the account it is a plan and no failure' {
    $run = Invoke-Script (New-Place { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne 'TeamsScheduler') }) '-WhatIf'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'role').outcome -ne 'planned') { 'not planned' }
}
Test-Case 'changes: the entries of the role are told as a list before, and what stays after' {
    $cut = @(($fresh.receipt.steps | Where-Object id -eq 'role').changes | Where-Object action -like 'Remove * entries*')
    if ($cut.Count -ne 1 -or @($cut[0].before).Count -lt 2 -or @($cut[0].before) -notcontains $cut[0].after) { $cut | ConvertTo-Json -Compress -Depth 4 }
}
