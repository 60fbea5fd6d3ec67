# after: teams-on-premises.ps1
# arguments: -Confirm:$false
# Cases of the script that removes the legacy application; run by Test-Script.ps1.
Test-Case 'removes: that one application and nothing else' {
    $expected = Read-Json $template
    $expected.partnerApplications = @($expected.partnerApplications | Where-Object Name -ne 'SfBOnline')
    Confirm-Same (Get-Outcome @{ state = $expected; output = '/nowhere' }) @{ state = $fresh.state; output = '/nowhere' } 'the run'
}
Test-Case 'removes: whatever its name, and the receipt keeps what it was like' {
    $run = Invoke-Script (New-Place { param($s) $a = $s.partnerApplications | Where-Object Name -eq 'SfBOnline'; $a.Name = 'Skype'; $a.Identity = 'Skype' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'remove-legacy').facts
    if ($facts.present -ne $false) { 'it is still there' }
    if ($facts.removed.name -ne 'Skype' -or $facts.removed.enabled -ne $true -or $facts.removed.linkedAccount -ne 'contoso.com/Users/TeamsScheduler') { 'what was removed is not told' }
}
Test-Case 'nothing to do where it is not there' {
    & $newState -Path "$work/nothing.json" -Kind fresh
    $run = Invoke-Script (New-Place $null "$work/nothing.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'asks: without an answer nothing is removed' {
    $always = ''
    $run = Invoke-Script (New-Place)
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'refused: not-confirmed' {
    $Script = New-Variant @{ MicrosoftAdvised = '$false' }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'not-confirmed'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
$refusals = [ordered]@{
    'partner-duplicate'     = { param($s) $b = [ordered]@{} + ($s.partnerApplications | Where-Object Name -eq 'SfBOnline'); $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b }
    'partner-foreign-realm' = { param($s) ($s.partnerApplications | Where-Object Name -eq 'SfBOnline').Realm = 'ffffffff-0000-0000-0000-000000000000' }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code])
        Confirm-Failed $run $code
        if ($run.state.changes) { "$($run.state.changes) changes" }
    }
}
