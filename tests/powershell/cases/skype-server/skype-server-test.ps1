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
    if (($run.receipt.steps | Where-Object id -eq 'test').facts.said -ne 'Test passed.') { 'what it said is not told' }
}
$printed = @(
    'Test passed.'
    'Der Test wurde erfolgreich abgeschlossen.'
    'Der Test ist fehlgeschlagen. Zugriff verweigert.'
    (-join [char[]](0x30C6, 0x30B9, 0x30C8, 0x306B, 0x5408, 0x683C))
    (-join [char[]](0x30C6, 0x30B9, 0x30C8, 0x306B, 0x5931, 0x6557))
    'Access Denied'
)
foreach ($words in $printed) {
    Test-Case "test: without an error, what it said is told and nothing is judged: $words" {
        $Script = New-Variant @{ TestSipUri = "'sip:anna@contoso.com'" }
        $run = Invoke-Script (New-Place { param($s) $s.exStorage = $words })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $facts = ($run.receipt.steps | Where-Object id -eq 'test').facts
        if ($facts.result -ne 'run' -or $facts.said -cne $words) { $facts | ConvertTo-Json -Compress }
    }
}
$said = @(
    @{ code = 'exchange-refuses-token'; message = 'The remote server returned an error: (401) Unauthorized.' }
    @{ code = 'exchange-refuses-token'; message = 'Der Remoteserver hat einen Fehler zurueckgegeben: (401) Nicht autorisiert.' }
    @{ code = 'exchange-refuses-token'; message = 'Fehler im Speicherdienst.'; inner = 'HTTP 401' }
    @{ code = 'storage-access-denied'; message = 'Zugriff verweigert'; type = 'System.UnauthorizedAccessException' }
    @{ code = 'storage-access-denied'; message = 'Zugriff verweigert'; category = 'PermissionDenied' }
    @{ code = 'storage-test-failed'; message = 'The mailbox 4011 was not found.' }
    @{ code = 'storage-test-failed'; message = 'No mailbox: 401@contoso.com'; user = 'sip:401@contoso.com' }
    @{ code = 'storage-test-failed'; message = 'Access Denied' }
    @{ code = 'storage-test-failed'; message = 'Test passed.' }
)
foreach ($one in $said) {
    Test-Case "test: $($one.code): $($one.message)" {
        $user = if ($one.user) { $one.user } else { 'sip:anna@contoso.com' }
        $Script = New-Variant @{ TestSipUri = "'$user'" }
        Confirm-Failed (Invoke-Script (New-Place { param($s) $s.exStorageError = $one })) $one.code
    }
}
Test-Case 'replication: the test waits for this server, and not for another pool' {
    $Script = New-Variant @{ TestSipUri = "'sip:anna@contoso.com'" }
    $text = [IO.File]::ReadAllText($Script).Replace('Start-Sleep -Seconds 5', 'Start-Sleep -Milliseconds 100')
    [IO.File]::WriteAllText($Script, $text, (New-Object System.Text.UTF8Encoding $true))
    $run = Invoke-Script (New-Place { param($s) $s.csReplicas[0].late = 3; $s.csReplicas[1].late = 100000 })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $calls = @($run.state.journal | ForEach-Object { $_.cmdlet })
    if (@($calls | Where-Object { $_ -eq 'Get-CsManagementStoreReplicationStatus' }).Count -ne 4) { 'it did not wait' }
    if (($run.receipt.steps | Where-Object id -eq 'test').facts.result -ne 'run') { 'the test was not run' }
}
Test-Case 'replication: a server that stays late is told, and the test is not run' {
    $Script = New-Variant @{ TestSipUri = "'sip:anna@contoso.com'" }
    $text = [IO.File]::ReadAllText($Script).Replace('Start-Sleep -Seconds 5', 'Start-Sleep -Milliseconds 100').Replace('AddMinutes(5)', 'AddSeconds(1)')
    [IO.File]::WriteAllText($Script, $text, (New-Object System.Text.UTF8Encoding $true))
    $run = Invoke-Script (New-Place { param($s) $s.csReplicas[0].late = 100000 })
    Confirm-Failed $run 'replication-pending'
    if (@($run.state.journal | Where-Object cmdlet -eq 'Test-CsExStorageConnectivity').Count) { 'it was tested' }
}
