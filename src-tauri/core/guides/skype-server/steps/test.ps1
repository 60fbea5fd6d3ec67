function Invoke-TestStep {
    Start-Step 'test' 'Write to a mailbox and read it back'
    if (-not $Answers.TestSipUri) { Add-Fact 'result' 'not asked'; return }
    # The test deletes its item again, but it does write one: not in a dry run.
    if ($WhatIfPreference) { Add-Fact 'result' 'not run with -WhatIf'; return }
    $problem = $null
    try { $said = [string](Test-CsExStorageConnectivity -SipUri $Answers.TestSipUri -DeleteItem -ErrorAction Stop) }
    catch { $problem = $_; $said = [string]$_.Exception.Message }
    if ($said -match '\b401\b') { Stop-Step 'exchange-refuses-token' ('Exchange does not accept the tokens of Skype for Business Server yet: ' + $said) }
    if ($said -match 'access\s+(is\s+)?denied') { Stop-Step 'storage-access-denied' ('Your account may not use the Storage Service: ' + $said) }
    if ($problem) { throw $problem }
    if ($said -notmatch 'test passed') { Stop-Step 'storage-test-failed' ('The test did not pass: ' + $said) }
    Add-Fact 'result' $said
}
