# Cases of the script of one partner application; run by Test-Script.ps1.
$identifier = 'db7de2b5-2149-435e-8043-e080dd50afae'
$byHand = [ordered]@{
    'disabled'        = { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Enabled = $false }
    'not there'       = { param($s) $s.partnerApplications = @($s.partnerApplications | Where-Object Name -ne 'CloudVoicemail') }
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
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'CloudVoicemail'; $a.Name = 'Another'; $a.Identity = 'Another' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
    if (@($run.state.partnerApplications | Where-Object ApplicationIdentifier -eq $identifier).Count -ne 1) { 'a second one was made' }
    if (($run.receipt.steps | Where-Object id -eq 'cloud-voicemail').facts.name -ne 'Another') { 'its name is not told' }
}
Test-Case 'kept: one with the realm of this tenant is the own one' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Realm = $s.tenant } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
}
Test-Case 'refused: without the tenant id one with a realm is anybody''s' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Realm = $s.tenant } $done)
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed before the refusal' }
}
Test-Case 'kept: an account that somebody linked stays linked' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').LinkedAccount = 'contoso.com/Users/Exchange Online-ApplicationAccount' } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne $fresh.state.changes) { 'something was changed' }
}
$refusals = [ordered]@{
    'partner-duplicate'     = { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail'); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b }
    'partner-foreign-realm' = { param($s) ($s.partnerApplications | Where-Object Name -eq 'CloudVoicemail').Realm = 'ffffffff-0000-0000-0000-000000000000' }
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
