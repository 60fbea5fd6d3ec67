# kind: skype
# skip: replication
# reads only
# Cases of the script that tests the connection; run by Test-Script.ps1.
Test-Case 'test: without a user nothing is tested' {
    if (@($fresh.state.journal | Where-Object cmdlet -eq 'Test-CsExStorageConnectivity').Count) { 'it was tested' }
    if (($fresh.receipt.steps | Where-Object id -eq 'test').facts.result -ne 'not asked') { 'it is told otherwise' }
}
Test-Case 'test: with a user it is run, its item is deleted, and not in a dry run' {
    $Script = New-Variant @{ TestSipUri = "'sip:anna@contoso.com'" }
    $dry = Invoke-Script (New-Place) '-WhatIf'
    if (@($dry.state.journal | Where-Object cmdlet -eq 'Test-CsExStorageConnectivity').Count) { 'it was tested in a dry run' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $asked = @($run.state.journal | Where-Object cmdlet -eq 'Test-CsExStorageConnectivity')
    if ($asked.Count -ne 1 -or $asked[0].parameters.SipUri -ne 'sip:anna@contoso.com' -or $asked[0].parameters.DeleteItem -ne 'True') { 'not tested with the user' }
    if (($run.receipt.steps | Where-Object id -eq 'test').facts.result -ne 'Test passed.') { 'not told as passed' }
}
$said = [ordered]@{
    'exchange-refuses-token' = 'The remote server returned an error: (401) Unauthorized.'
    'storage-access-denied'  = 'Access Denied'
    'storage-test-failed'    = 'The mailbox 4011 was not found.'
}
foreach ($code in $said.Keys) {
    Test-Case "test: $code" {
        $Script = New-Variant @{ TestSipUri = "'sip:anna@contoso.com'" }
        Confirm-Failed (Invoke-Script (New-Place { param($s) $s.exStorage = $said[$code] })) $code
    }
}
