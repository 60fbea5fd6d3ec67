# lists: authServers,exchangeOnlinePartners,connectors,entries,assignees,certificates
# may fail: Get-OrganizationConfig,Get-CASMailbox,Get-AcceptedDomain,Get-WebServicesVirtualDirectory,Get-AutodiscoverVirtualDirectory,Get-ClientAccessService,Get-ExchangeCertificate
# Cases of the Teams script alone; run by Test-Script.ps1.
$byHand = [ordered]@{
    'account shown in address lists'      = { param($s) ($s.mailUsers | Where-Object Name -eq 'TeamsScheduler').HiddenFromAddressListsEnabled = $false }
    'role still holds every entry'        = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').entries = ($s.roles | Where-Object Name -eq 'UserApplication').entries }
    'role not assigned'                   = { param($s) $s.roleAssignments = @() }
    'no role'                             = { param($s) $s.roles = @($s.roles | Where-Object Name -ne 'TeamsSchedulerRole'); $s.roleAssignments = @() }
    'partner application disabled'        = { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Enabled = $false }
    'partner application without account' = { param($s) ($s.partnerApplications | Where-Object Name -eq 'TeamsScheduler').LinkedAccount = '' }
    'one partner application missing'     = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'SfBOnline') }
}
foreach ($situation in $byHand.Keys) {
    Test-Case "by hand: $situation" {
        $run = Invoke-Script (New-Place $byHand[$situation] $done)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.changes -eq $fresh.state.changes) { 'nothing was put right' }
        Confirm-Same (Get-Outcome @{ state = $fresh.state; output = $run.output }) $run 'the run'
    }
}
Test-Case 'step by step: the single scripts end in the same organisation' {
    $place = New-Place
    foreach ($step in 'exchange-oauth', 'account', 'role', 'sfbonline', 'teams-scheduler', 'cloud-voicemail', 'export') {
        $Script = Find-Script ($step + '.ps1')
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "$step ended with $($run.code):`n$($run.text)" }
        if (-not @($run.receipt.steps | Where-Object id -eq $step).Count) { "the receipt of $step does not tell of it" }
    }
    Confirm-Same $goal $run 'the last script'
}
Test-Case 'step by step: this script after the single ones changes nothing' {
    $place = New-Place; $whole = $Script
    foreach ($step in 'account', 'role', 'sfbonline', 'teams-scheduler', 'cloud-voicemail', 'export') {
        $Script = Find-Script ($step + '.ps1')
        $before = Invoke-Script $place
    }
    $Script = $whole
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $before.state.changes) { 'it changed something' }
}
Test-Case 'relink: what the operator decided is done, and the former account is told' {
    $Script = New-Variant @{ Relink = '$true' }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/SfBOnline-ApplicationAccount' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.state.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount -ne 'contoso.com/Users/TeamsScheduler') { 'it was not relinked' }
    if (($run.receipt.steps | Where-Object id -eq 'sfbonline').facts.formerLinkedAccount -ne 'contoso.com/Users/SfBOnline-ApplicationAccount') { 'the former account is not told' }
}
Test-Case 'kept: partner application under another name is taken as it is' {
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'SfBOnline'; $a.Name = 'Skype'; $a.Identity = 'Skype' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.partnerApplications | Where-Object ApplicationIdentifier -eq '00000004-0000-0ff1-ce00-000000000000').Count -ne 1) { 'a second one was made' }
}
Test-Case 'kept: another linked account is not changed without asking' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount = 'contoso.com/Users/SfBOnline-ApplicationAccount' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.state.partnerApplications | Where-Object Name -eq 'SfBOnline').LinkedAccount -notlike '*SfBOnline-ApplicationAccount') { 'it was relinked' }
}
$refusals = [ordered]@{
    'partner-duplicate'      = { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq 'SfBOnline'); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b }
    'partner-foreign-realm'  = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Realm = 'ffffffff-0000-0000-0000-000000000000' }
    'account-name-taken'     = { param($s) ($s.mailUsers | Where-Object Name -eq 'TeamsScheduler').RecipientType = 'UserMailbox' }
    'role-of-other-type'     = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').RoleType = 'MailRecipients' }
    'role-without-getdelegate' = { param($s) ($s.roles | Where-Object Name -eq 'TeamsSchedulerRole').entries = @('GetItem') }
    'no-auth-certificate'    = { param($s) $s.authConfig.CurrentCertificateThumbprint = '' }
    'bad-thumbprint'         = { param($s) $s.authConfig.CurrentCertificateThumbprint = '12' }
    'certificate-not-on-server' = { param($s) $s.certificates = @($s.certificates[1]) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code] $done)
        Confirm-Failed $run $code
        if ($run.state.changes -ne $fresh.state.changes -and $code -notlike 'partner*') { 'something was changed before the refusal' }
    }
}
Test-Case 'refused: cmdlet-not-in-role, told in a dry run too' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') })) 'cmdlet-not-in-role'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') }) '-WhatIf') 'cmdlet-not-in-role'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthConfig') })) 'cmdlet-not-in-role'
}
Test-Case 'split permissions: goes on when the account was made by somebody else' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'next certificate is exported too' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = @(($run.receipt.steps | Where-Object { $_.facts.certificates }).facts.certificates)
    if ($facts.Count -ne 2) { "$($facts.Count) certificates in the receipt, not 2" }
    if (@(Get-ChildItem $run.output -Filter '*.cer').Count -ne 2) { 'not 2 files' }
}
Test-Case 'stopped: what was done before the failure is told, and what comes after is not begun' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'New-ManagementRole'; kind = 'error' }) })
    Confirm-Failed $run 'exchange-error'
    if ($run.receipt.failure -ne 'role') { "failed at '$($run.receipt.failure)'" }
    if ((@($run.receipt.steps.id) -join ',') -ne 'shell,exchange-oauth,account,role') { "steps: $(@($run.receipt.steps.id) -join ',')" }
    if (($run.receipt.steps | Where-Object id -eq 'account').outcome -ne 'changed') { 'the account is not told' }
}
