# reads only
# Cases of the script that looks at the Auth Certificate; run by Test-Script.ps1.
Test-Case 'facts: the certificate is told as it is' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'exchange-certificate').facts
    if ($facts.thumbprint -ne $fresh.state.authConfig.CurrentCertificateThumbprint -or $facts.subject -notlike 'CN=*') { $facts | ConvertTo-Json -Compress }
    if ($facts.der -ne $fresh.state.certificates[0].der) { 'other bytes are told' }
}
Test-Case 'facts: the bytes of an expired certificate are told as well' {
    & $newState -Path "$work/expired.json" -Kind expired
    $run = Invoke-Script (New-Place $null "$work/expired.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-certificate').facts.der -ne $run.state.certificates[0].der) { 'other bytes are told' }
}
$refusals = [ordered]@{
    'no-auth-certificate'       = { param($s) $s.authConfig.CurrentCertificateThumbprint = '' }
    'bad-thumbprint'            = { param($s) $s.authConfig.CurrentCertificateThumbprint = '12' }
    'certificate-not-on-server' = { param($s) $s.certificates = @($s.certificates[1]) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" { Confirm-Failed (Invoke-Script (New-Place $refusals[$code])) $code }
}
