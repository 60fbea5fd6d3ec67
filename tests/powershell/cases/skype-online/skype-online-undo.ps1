# after: skype-online-on-premises.ps1
# arguments: -Confirm:$false
# Cases of the undo script for Skype for Business Online alone; run by Test-Script.ps1.
Test-Case 'undo: the organisation is the one from before' {
    & $newState -Path "$work/before.json" -Kind fresh
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $fresh.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: whoever else holds the roles goes on holding them' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'UserApplication'; RoleAssigneeName = 'Somebody'; RoleAssignee = 'contoso.com/Users/Somebody'; RoleAssigneeType = 'User'; Enabled = $true } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@($run.state.roleAssignments | Where-Object { -not $_.deletedAtCall } | ForEach-Object { $_.Name }) -join ',') -ne 'x') { 'another assignment is gone, or one of ours is left' }
}
Test-Case 'undo: an application that was renamed since is left' {
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'SfBOnline'; $a.Name = 'Mine'; $a.Identity = 'Mine' })
    Confirm-Failed $run 'undo-changed-since'
}
Test-Case 'undo: an application that somebody linked elsewhere since is not removed' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' })
    Confirm-Failed $run 'undo-changed-since'
    if (@($run.state.partnerApplications | Where-Object { $_.Name -eq 'SfBOnline' -and -not $_.deletedAtCall }).Count -ne 1) { 'the application was removed' }
}
Test-Case 'undo: the roles of an account through which somebody else acts by now are left' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'Exchange Online').LinkedAccount = 'contoso.com/Users/SfBOnline-ApplicationAccount' })
    Confirm-Failed $run 'undo-in-use'
    if ($run.receipt.failure -ne 'role') { "it stopped at $($run.receipt.failure)" }
    if (@($run.state.roleAssignments | Where-Object { -not $_.deletedAtCall }).Count -ne 2) { 'an assignment was removed' }
}
Test-Case 'undo: an account to which somebody gave another role is left' {
    $run = Invoke-Script (New-Place { param($s)
        $s.roles += [ordered]@{ Name = 'Other'; Identity = 'Other'; RoleType = 'UserApplication'; Parent = 'UserApplication'; IsRootRole = $false; entries = @('GetDelegate') }
        $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'Other'; RoleAssigneeName = 'SfBOnline-ApplicationAccount'; RoleAssignee = 'contoso.com/Users/SfBOnline-ApplicationAccount'; RoleAssigneeType = 'User'; Enabled = $true } })
    Confirm-Failed $run 'undo-in-use'
    if ($run.receipt.failure -ne 'account') { "it stopped at $($run.receipt.failure)" }
}
$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()'; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
$made = [ordered]@{
    'sfbonline'          = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'SfBOnline') }
    'UserApplication'    = { param($s) $s.roleAssignments = @($s.roleAssignments | Where-Object Role -ne 'UserApplication') }
    'ArchiveApplication' = { param($s) $s.roleAssignments = @($s.roleAssignments | Where-Object Role -ne 'ArchiveApplication') }
}
foreach ($thing in $made.Keys) {
    Test-Case "undo: only $thing, where only that was made" {
        $Script = New-Variant @{ Created = "@('$thing')"; Relinked = '@{}' }
        $run = Invoke-Script (New-Place)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $expected = Read-Json $template
        & $made[$thing] $expected
        Confirm-Same (Get-Outcome @{ state = $expected; output = '/nowhere' }) @{ state = $run.state; output = '/nowhere' } 'undo'
    }
}
Test-Case 'undo: an application that was disabled before is disabled again' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('sfbonline')"; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $expected = Read-Json $template
    ($expected.partnerApplications | Where-Object Name -eq 'SfBOnline').Enabled = $false
    Confirm-Same (Get-Outcome @{ state = $expected; output = '/nowhere' }) @{ state = $run.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: an application is linked to its former account again' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'sfbonline' = 'contoso.com/Users/Exchange Online-ApplicationAccount' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.state.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { 'it is not linked to its former account' }
}
Test-Case 'undo: an application that somebody linked elsewhere since is left' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'sfbonline' = 'contoso.com/Users/Former' }" }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if ($run.text -notmatch 'left: somebody linked') { 'it is not said' }
}
Test-Case 'undo: an account that something is still linked to is left' {
    $Script = New-Variant @{ Created = "@('account')"; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'undo-in-use'
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: an account that became a mailbox is left' {
    $run = Invoke-Script (New-Place { param($s) ($s.mailUsers | Where-Object Name -eq 'SfBOnline-ApplicationAccount').RecipientType = 'UserMailbox' })
    Confirm-Failed $run 'undo-changed-since'
    if (@($run.state.mailUsers | Where-Object { $_.Name -eq 'SfBOnline-ApplicationAccount' -and -not $_.deletedAtCall }).Count -ne 1) { 'the account was removed' }
}
