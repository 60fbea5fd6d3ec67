function Invoke-TestStep {
    Start-Step 'test' 'Write to a mailbox and read it back'
    if (-not $Answers.TestSipUri) { Add-Fact 'result' 'not asked'; return }
    # The test deletes its item again, but it does write one: not in a dry run.
    if ($WhatIfPreference) { Add-Fact 'result' 'not run with -WhatIf'; return }
    # What it says and what it fails with is the same to the operator: a sentence with the cause in it.
    try { $said = [string](Test-CsExStorageConnectivity -SipUri $Answers.TestSipUri -DeleteItem -ErrorAction Stop) }
    catch { $said = [string]$_.Exception.Message }
    if ($said -match '\b401\b') { Stop-Step 'exchange-refuses-token' ('Exchange does not accept the tokens of Skype for Business Server yet: ' + $said) }
    if ($said -match 'access\s+(is\s+)?denied') { Stop-Step 'storage-access-denied' ('Your account may not use the Storage Service: ' + $said) }
    if ($said -notmatch 'test passed') { Stop-Step 'storage-test-failed' ('The test did not pass: ' + $said) }
    Add-Fact 'result' $said
}
