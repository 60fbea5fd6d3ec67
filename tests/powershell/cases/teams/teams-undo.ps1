# after: teams-on-premises.ps1
# arguments: -Confirm:$false
# Cases of the undo script alone; run by Test-Script.ps1.
Test-Case 'undo: the organisation is the one from before' {
    & $newState -Path "$work/before.json" -Kind fresh
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $fresh.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: a role that is now assigned to somebody else is left' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'TeamsSchedulerRole'; RoleAssigneeName = 'Somebody'; RoleAssignee = 'contoso.com/Users/Somebody'; RoleAssigneeType = 'User'; Enabled = $true } })
    Confirm-Failed $run 'undo-in-use'
    if (@($run.state.roles | Where-Object { $_.Name -eq 'TeamsSchedulerRole' -and -not $_.deletedAtCall }).Count -ne 1) { 'the role was removed' }
}
Test-Case 'undo: an application that was renamed since is left' {
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'SfBOnline'; $a.Name = 'Mine'; $a.Identity = 'Mine' })
    Confirm-Failed $run 'undo-changed-since'
}
$linkedSince = [ordered]@{
    'SfBOnline'      = 'contoso.com/Users/Exchange Online-ApplicationAccount'
    'TeamsScheduler' = ''
    'CloudVoicemail' = 'contoso.com/Users/Exchange Online-ApplicationAccount'
}
foreach ($application in $linkedSince.Keys) {
    Test-Case "undo: $application, which somebody linked elsewhere since, is left" {
        $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq $application).LinkedAccount = $linkedSince[$application] })
        Confirm-Failed $run 'undo-changed-since'
        if (@($run.state.partnerApplications | Where-Object { $_.Name -eq $application -and -not $_.deletedAtCall }).Count -ne 1) { 'the application was removed' }
    }
}
Test-Case 'undo: the role of an account through which somebody else acts by now is left' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'Exchange Online').LinkedAccount = 'contoso.com/Users/TeamsScheduler' })
    Confirm-Failed $run 'undo-in-use'
    if ($run.receipt.failure -ne 'role') { "it stopped at $($run.receipt.failure)" }
    if (@($run.state.roleAssignments | Where-Object { -not $_.deletedAtCall }).Count -ne 1) { 'the assignment was removed' }
}
Test-Case 'undo: an account to which somebody gave another role is left' {
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'ArchiveApplication'; RoleAssigneeName = 'TeamsScheduler'; RoleAssignee = 'contoso.com/Users/TeamsScheduler'; RoleAssigneeType = 'User'; Enabled = $true } })
    Confirm-Failed $run 'undo-in-use'
    if ($run.receipt.failure -ne 'account') { "it stopped at $($run.receipt.failure)" }
    if (@($run.state.mailUsers | Where-Object { $_.Name -eq 'TeamsScheduler' -and -not $_.deletedAtCall }).Count -ne 1) { 'the account was removed' }
}
Test-Case 'undo: an application that this setup enabled and somebody linked elsewhere since stays enabled' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('sfbonline')"; Relinked = "@{ 'sfbonline' = 'contoso.com/Users/Former' }" }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
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
    'sfbonline'       = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'SfBOnline') }
    'teams-scheduler' = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'TeamsScheduler') }
    'cloud-voicemail' = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'CloudVoicemail') }
    'assignment'      = { param($s) $s.roleAssignments = @() }
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
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('cloud-voicemail')"; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $expected = Read-Json $template
    ($expected.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Enabled = $false
    Confirm-Same (Get-Outcome @{ state = $expected; output = '/nowhere' }) @{ state = $run.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: an application is linked to its former account again' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'sfbonline' = 'contoso.com/Users/Exchange Online-ApplicationAccount' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.state.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { 'it is not linked to its former account' }
    if (($run.state.partnerApplications | Where-Object Name -eq 'TeamsScheduler').LinkedAccount -ne 'contoso.com/Users/TeamsScheduler') { 'another application was linked anew' }
}
Test-Case 'undo: an application that had no account has none again' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'teams-scheduler' = '' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.state.partnerApplications | Where-Object Name -eq 'TeamsScheduler').LinkedAccount) { 'it is still linked' }
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
    $run = Invoke-Script (New-Place { param($s) ($s.mailUsers | Where-Object Name -eq 'TeamsScheduler').RecipientType = 'UserMailbox' })
    Confirm-Failed $run 'undo-changed-since'
    if (@($run.state.mailUsers | Where-Object { $_.Name -eq 'TeamsScheduler' -and -not $_.deletedAtCall }).Count -ne 1) { 'the account was removed' }
}
Test-Case 'undo: two applications of one identifier are left' {
    $run = Invoke-Script (New-Place { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail'); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b })
    Confirm-Failed $run 'partner-duplicate'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
function Get-Made {
    # What a receipt says was made, as the undo script takes it.
    param($Receipt)
    $names = @{ 'Create the mail user' = 'account'; 'Create the role from UserApplication' = 'role'; 'Assign to TeamsScheduler' = 'assignment' }
    $created = @(); $enabled = @(); $relinked = @()
    foreach ($step in $Receipt.steps) {
        foreach ($change in @($step.changes | Where-Object { $_.done })) {
            if ($names[$change.action]) { $created += "'" + $names[$change.action] + "'" }
            if ($change.action -eq 'Create the partner application') { $created += "'" + $step.id + "'" }
            if ($change.action -eq 'Enable the partner application') { $enabled += "'" + $step.id + "'" }
            if ($change.action -like 'Link to *') { $relinked += "'" + $step.id + "' = '" + $step.facts.formerLinkedAccount + "'" }
        }
    }
    @{ Created = '@(' + ($created -join ', ') + ')'; Enabled = '@(' + ($enabled -join ', ') + ')'; Relinked = '@{ ' + ($relinked -join '; ') + ' }' }
}
$found = [ordered]@{
    'nothing'                                = { param($s) [void]$s }
    'the account'                            = { param($s) $s.mailUsers += [ordered]@{ Name = 'TeamsScheduler'; Alias = 'TeamsScheduler'; Identity = 'contoso.com/Users/TeamsScheduler'; DistinguishedName = 'CN=TeamsScheduler,CN=Users,DC=contoso,DC=com'; ExternalEmailAddress = 'SMTP:TeamsScheduler@contoso.com'; PrimarySmtpAddress = 'TeamsScheduler@contoso.com'; EmailAddresses = @('SMTP:TeamsScheduler@contoso.com'); HiddenFromAddressListsEnabled = $true; RecipientType = 'MailUser'; RecipientTypeDetails = 'MailUser' } }
    'the role, assigned to nobody'           = { param($s) $s.roles += [ordered]@{ Name = 'TeamsSchedulerRole'; Identity = 'TeamsSchedulerRole'; RoleType = 'UserApplication'; Parent = 'UserApplication'; IsRootRole = $false; entries = @('GetDelegate') } }
    'a disabled application'                 = { param($s) $s.partnerApplications += [ordered]@{ Name = 'CloudVoicemail'; Identity = 'CloudVoicemail'; Enabled = $false; ApplicationIdentifier = 'db7de2b5-2149-435e-8043-e080dd50afae'; Realm = ''; LinkedAccount = ''; UseAuthServer = $true; AcceptSecurityIdentifierInformation = $false } }
    'an application without an account'      = { param($s) $s.partnerApplications += [ordered]@{ Name = 'Scheduler'; Identity = 'Scheduler'; Enabled = $true; ApplicationIdentifier = '7557eb47-c689-4224-abcf-aef9bd7573df'; Realm = ''; LinkedAccount = ''; UseAuthServer = $true; AcceptSecurityIdentifierInformation = $false } }
    'an application with another account'    = { param($s) $s.partnerApplications += [ordered]@{ Name = 'SfBOnline'; Identity = 'SfBOnline'; Enabled = $true; ApplicationIdentifier = '00000004-0000-0ff1-ce00-000000000000'; Realm = ''; LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount'; UseAuthServer = $true; AcceptSecurityIdentifierInformation = $false } }
    'a disabled one without an account'      = { param($s) $s.partnerApplications += [ordered]@{ Name = 'SfBOnline'; Identity = 'SfBOnline'; Enabled = $false; ApplicationIdentifier = '00000004-0000-0ff1-ce00-000000000000'; Realm = ''; LinkedAccount = ''; UseAuthServer = $true; AcceptSecurityIdentifierInformation = $false } }
}
foreach ($thing in $found.Keys) {
    Test-Case "there and back: $thing was there before" {
        & $newState -Path "$work/there.json" -Kind fresh
        $undo = $Script
        $place = New-Place $found[$thing] "$work/there.json"
        $before = Get-Outcome @{ state = (Read-Json "$place/state.json"); output = '/nowhere' }
        $Script = Find-Script 'teams-on-premises.ps1'; $first = $always; $always = (Read-Head (Get-CasesPath $Script)).arguments
        $there = Invoke-Script $place
        if ($there.code -ne 0) { "setting up: exit code $($there.code):`n$($there.text)" }
        $Script = $undo; $always = $first
        $Script = New-Variant (Get-Made $there.receipt)
        $back = Invoke-Script $place
        if ($back.code -ne 0) { "undo: exit code $($back.code):`n$($back.text)" }
        Confirm-Same $before @{ state = $back.state; output = '/nowhere' } 'there and back'
    }
}
Test-Case 'undo: what was removed is told as not there afterwards' {
    $removed = @($fresh.receipt.steps | ForEach-Object { $_.changes } | Where-Object action -like 'Remove *')
    if ($removed.Count -eq 0) { 'nothing was removed' }
    foreach ($one in $removed) {
        if (-not $one.before -or @($one.PSObject.Properties.Name) -notcontains 'after' -or $null -ne $one.after) { $one | ConvertTo-Json -Compress }
    }
}
