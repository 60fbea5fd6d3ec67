# Cases of every script of a partner application that is linked to an account. $tested has:
#   step, name, identifier   the step, and the application that its script creates
#   account                  the account to which it is linked
#   relink                   the answer with which another linked account is replaced
$byHand = [ordered]@{
    'disabled'        = { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).Enabled = $false }
    'not there'       = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne $tested.name) }
    'without account' = { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).LinkedAccount = '' }
}
foreach ($situation in $byHand.Keys) {
    Test-Case "by hand: $situation" {
        $run = Invoke-Script (New-Place $byHand[$situation] $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.changes -ne $fresh.state.changes + 1) { 'it was not put right by one change' }
        Confirm-Same $goal $run 'the run'
    }
}
Test-Case 'kept: an application under another name is taken as it is' {
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq $tested.name; $a.Name = 'Another'; $a.Identity = 'Another' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (@($run.state.partnerApplications | Where-Object ApplicationIdentifier -eq $tested.identifier).Count -ne 1) { 'a second one was made' }
    if (($run.receipt.steps | Where-Object id -eq $tested.step).facts.name -ne 'Another') { 'its name is not told' }
}
Test-Case 'kept: one with the realm of this tenant is the own one' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).Realm = $s.tenant } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
}
Test-Case 'refused: without the tenant id one with a realm is anybody''s' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).Realm = $s.tenant } $done)
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
}
Test-Case 'kept: the one of another tenant beside the own one' {
    $run = Invoke-Script (New-Place { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq $tested.name); $b.Name = 'Fabrikam'; $b.Identity = 'Fabrikam'; $b.Enabled = $false; $b.Realm = '11112222-0000-3333-4444-555566667777'; $s.partnerApplications = @($b) + @($s.partnerApplications) } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (($run.receipt.steps | Where-Object id -eq $tested.step).facts.name -ne $tested.name) { 'the one of another tenant is told' }
}
$linkedElsewhere = { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' }
Test-Case 'kept: another linked account is not changed without asking' {
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (($run.receipt.steps | Where-Object id -eq $tested.step).facts.linkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { 'its account is not told' }
}
Test-Case 'kept: the roles of another linked account are told, each once' {
    $run = Invoke-Script (New-Place { param($s) & $linkedElsewhere $s
        foreach ($one in 'UserApplication', 'ArchiveApplication', 'UserApplication') { $s.roleAssignments += [ordered]@{ Name = $one + $s.roleAssignments.Count; Identity = $one + $s.roleAssignments.Count; Role = $one; RoleAssigneeName = 'Exchange Online-ApplicationAccount'; RoleAssignee = 'contoso.com/Users/Exchange Online-ApplicationAccount'; RoleAssigneeType = 'User'; Enabled = $true } } } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ($facts.linkedAccountRoles -isnot [array] -or ($facts.linkedAccountRoles -join ',') -ne 'ArchiveApplication,UserApplication') { "told: $($facts.linkedAccountRoles -join ',')" }
    if (($fresh.receipt.steps | Where-Object id -eq $tested.step).facts.PSObject.Properties['linkedAccountRoles']) { 'those of the own account are told as if they were another''s' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ($facts.linkedAccountRoles -isnot [array] -or $facts.linkedAccountRoles.Count) { 'no role is not told as a list without entries' }
}
Test-Case 'kept: roles that cannot be read are null and said, and end nothing' {
    foreach ($hindrance in { param($s) $s.missingCmdlets = @('Get-ManagementRoleAssignment') }, { param($s) $s.faults = @(@{ cmdlet = 'Get-ManagementRoleAssignment'; kind = 'error' }) }) {
        $run = Invoke-Script (New-Place { param($s) & $linkedElsewhere $s; & $hindrance $s } $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
        if (-not $facts.PSObject.Properties['linkedAccountRoles'] -or $null -ne $facts.linkedAccountRoles) { 'they are not told as unknown' }
        if ($run.text -notmatch 'not read: the roles of') { 'it is not said' }
    }
}
Test-Case 'relink: what the operator decided is done, and the former account is told' {
    $Script = New-Variant @{ $tested.relink = '$true' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ($facts.linkedAccount -ne ('contoso.com/Users/' + $tested.account)) { "linked to '$($facts.linkedAccount)'" }
    if ($facts.formerLinkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { "formerly '$($facts.formerLinkedAccount)'" }
}
Test-Case 'relink: a dry run tells it and does not do it' {
    $Script = New-Variant @{ $tested.relink = '$true' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done) '-WhatIf'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (($run.receipt.steps | Where-Object id -eq $tested.step).outcome -ne 'planned') { 'not planned' }
}
$refusals = [ordered]@{
    'partner-duplicate'     = { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq $tested.name); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b }
    'partner-foreign-realm' = { param($s) ($s.partnerApplications | Where-Object Name -eq $tested.name).Realm = 'ffffffff-0000-0000-0000-000000000000' }
    'account-missing'       = { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne $tested.account) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code] $done)
        Confirm-Failed $run $code
        if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
    }
}
Test-Case 'refused: cmdlet-not-in-role, told in a dry run too' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-PartnerApplication') })) 'cmdlet-not-in-role'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-PartnerApplication') }) '-WhatIf') 'cmdlet-not-in-role'
}
