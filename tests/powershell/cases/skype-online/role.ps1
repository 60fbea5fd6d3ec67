# after: account.ps1
# lists: roles
# Cases of the script that assigns the management roles; run by Test-Script.ps1.
$byHand = [ordered]@{
    'neither role assigned'      = { param($s) $s.roleAssignments = @() }
    'only UserApplication'       = { param($s) $s.roleAssignments = @($s.roleAssignments | Where-Object Role -eq 'UserApplication') }
    'only ArchiveApplication'    = { param($s) $s.roleAssignments = @($s.roleAssignments | Where-Object Role -eq 'ArchiveApplication') }
}
foreach ($situation in $byHand.Keys) {
    Test-Case "by hand: $situation" {
        $run = Invoke-Script (New-Place $byHand[$situation] $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.changes -eq $fresh.state.changes) { 'nothing was put right' }
        Confirm-Same $goal $run 'the run'
    }
}
Test-Case 'facts: both roles are told as they were read back' {
    $roles = @(($fresh.receipt.steps | Where-Object id -eq 'role').facts.roles)
    if (($roles -join ',') -ne 'UserApplication,ArchiveApplication') { "roles: $($roles -join ',')" }
}
Test-Case 'kept: somebody else who holds the role goes on holding it' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'UserApplication'; RoleAssigneeName = 'Somebody'; RoleAssignee = 'contoso.com/Users/Somebody'; RoleAssigneeType = 'User'; Enabled = $true } } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
}
Test-Case 'kept: an assignment of somebody else does not count as this account''s' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments = @([ordered]@{ Name = 'x'; Identity = 'x'; Role = 'UserApplication'; RoleAssigneeName = 'Somebody'; RoleAssignee = 'contoso.com/Users/Somebody'; RoleAssigneeType = 'User'; Enabled = $true }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.roleAssignments | Where-Object RoleAssigneeName -eq 'SfBOnline-ApplicationAccount').Count -ne 2) { 'not both roles were assigned' }
}
$refusals = [ordered]@{
    'account-missing'    = { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne 'SfBOnline-ApplicationAccount') }
    'account-name-taken' = { param($s) ($s.mailUsers | Where-Object Name -eq 'SfBOnline-ApplicationAccount').RecipientType = 'UserMailbox' }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code] $done)
        Confirm-Failed $run $code
        if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
    }
}
Test-Case 'refused: cmdlet-not-in-role, before anything is changed' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-ManagementRoleAssignment') })
    Confirm-Failed $run 'cmdlet-not-in-role'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'whatif: without the account it is a plan and no failure' {
    $run = Invoke-Script (New-Place { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne 'SfBOnline-ApplicationAccount') }) '-WhatIf'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'role').outcome -ne 'planned') { 'not planned' }
}
