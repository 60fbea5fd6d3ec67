# after: account.ps1
# Cases of the script of one partner application; run by Test-Script.ps1.
$identifier = '00000004-0000-0ff1-ce00-000000000000'
$byHand = [ordered]@{
    'disabled'        = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Enabled = $false }
    'not there'       = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'SfBOnline') }
    'without account' = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = '' }
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
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'SfBOnline'; $a.Name = 'Another'; $a.Identity = 'Another' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (@($run.state.partnerApplications | Where-Object ApplicationIdentifier -eq $identifier).Count -ne 1) { 'a second one was made' }
    if (($run.receipt.steps | Where-Object id -eq 'sfbonline').facts.name -ne 'Another') { 'its name is not told' }
}
Test-Case 'kept: one with the realm of this tenant is the own one' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Realm = $s.tenant } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
}
Test-Case 'refused: without the tenant id one with a realm is anybody''s' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Realm = $s.tenant } $done)
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
}
$linkedElsewhere = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' }
Test-Case 'kept: another linked account is not changed without asking' {
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (($run.receipt.steps | Where-Object id -eq 'sfbonline').facts.linkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { 'its account is not told' }
}
Test-Case 'kept: the roles of another linked account are told, each once' {
    $run = Invoke-Script (New-Place { param($s) & $linkedElsewhere $s
        foreach ($one in 'UserApplication', 'ArchiveApplication', 'UserApplication') { $s.roleAssignments += [ordered]@{ Name = $one + $s.roleAssignments.Count; Identity = $one + $s.roleAssignments.Count; Role = $one; RoleAssigneeName = 'Exchange Online-ApplicationAccount'; RoleAssignee = 'contoso.com/Users/Exchange Online-ApplicationAccount'; RoleAssigneeType = 'User'; Enabled = $true } } } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'sfbonline').facts
    if ($facts.linkedAccountRoles -isnot [array] -or ($facts.linkedAccountRoles -join ',') -ne 'ArchiveApplication,UserApplication') { "told: $($facts.linkedAccountRoles -join ',')" }
    if (($fresh.receipt.steps | Where-Object id -eq 'sfbonline').facts.PSObject.Properties['linkedAccountRoles']) { 'those of the own account are told as if they were another''s' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    $facts = ($run.receipt.steps | Where-Object id -eq 'sfbonline').facts
    if ($facts.linkedAccountRoles -isnot [array] -or $facts.linkedAccountRoles.Count) { 'no role is not told as a list without entries' }
}
Test-Case 'kept: roles that cannot be read are null and said, and end nothing' {
    foreach ($hindrance in { param($s) $s.missingCmdlets = @('Get-ManagementRoleAssignment') }, { param($s) $s.faults = @(@{ cmdlet = 'Get-ManagementRoleAssignment'; kind = 'error' }) }) {
        $run = Invoke-Script (New-Place { param($s) & $linkedElsewhere $s; & $hindrance $s } $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $facts = ($run.receipt.steps | Where-Object id -eq 'sfbonline').facts
        if (-not $facts.PSObject.Properties['linkedAccountRoles'] -or $null -ne $facts.linkedAccountRoles) { 'they are not told as unknown' }
        if ($run.text -notmatch 'not read: the roles of') { 'it is not said' }
    }
}
Test-Case 'relink: what the operator decided is done, and the former account is told' {
    $Script = New-Variant @{ Relink = '$true' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'sfbonline').facts
    if ($facts.linkedAccount -ne 'contoso.com/Users/SfBOnline-ApplicationAccount') { "linked to '$($facts.linkedAccount)'" }
    if ($facts.formerLinkedAccount -ne 'contoso.com/Users/Exchange Online-ApplicationAccount') { "formerly '$($facts.formerLinkedAccount)'" }
}
Test-Case 'relink: a dry run tells it and does not do it' {
    $Script = New-Variant @{ Relink = '$true' }
    $run = Invoke-Script (New-Place $linkedElsewhere $done) '-WhatIf'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (($run.receipt.steps | Where-Object id -eq 'sfbonline').outcome -ne 'planned') { 'not planned' }
}
$refusals = [ordered]@{
    'partner-duplicate'     = { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq 'SfBOnline'); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b }
    'partner-foreign-realm' = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Realm = 'ffffffff-0000-0000-0000-000000000000' }
    'account-missing'       = { param($s) $s.mailUsers = @($s.mailUsers | Where-Object Name -ne 'SfBOnline-ApplicationAccount') }
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
