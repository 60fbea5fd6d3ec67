# Cases of every script that exports the certificate.
Test-Case 'files: the certificate in use is exported as it is' {
    $written = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Join-Path $fresh.output 'OAuthCert.cer')))
    if ($written -ne $fresh.state.certificates[0].der) { 'another certificate was written' }
    $told = @(($fresh.receipt.steps | Where-Object id -eq 'export').facts.certificates)
    if ($told.Count -ne 1 -or $told[0].der -ne $written -or $told[0].use -ne 'current') { 'the receipt tells another one' }
}
Test-Case 'files: one that is not the certificate is written over, and only that' {
    $place = New-Place; [void](New-Item -ItemType Directory "$place/out")
    [IO.File]::WriteAllText("$place/out/OAuthCert.cer", 'not a certificate'); [IO.File]::WriteAllText("$place/out/other.txt", 'mine')
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ([Convert]::ToBase64String([IO.File]::ReadAllBytes("$place/out/OAuthCert.cer")) -ne $run.state.certificates[0].der) { 'it was not written over' }
    if ([IO.File]::ReadAllText("$place/out/other.txt") -ne 'mine') { 'another file was changed' }
}
Test-Case 'next certificate is exported too' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $told = @(($run.receipt.steps | Where-Object id -eq 'export').facts.certificates)
    if ((@($told.use) -join ',') -ne 'current,next') { "told: $(@($told.use) -join ',')" }
    if (-not (Test-Path (Join-Path $run.output 'OAuthCert-next.cer'))) { 'the file is not there' }
}
Test-Case 'an expired certificate is exported all the same' {
    & $newState -Path "$work/expired.json" -Kind expired
    $run = Invoke-Script (New-Place $null "$work/expired.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'a folder that cannot be written to ends in a receipt' {
    $place = New-Place; [IO.File]::WriteAllText("$place/out", 'a file, not a folder')
    Confirm-Failed (Invoke-Script $place) 'exchange-error'
}
$refusals = [ordered]@{
    'no-auth-certificate'       = { param($s) $s.authConfig.CurrentCertificateThumbprint = '' }
    'bad-thumbprint'            = { param($s) $s.authConfig.CurrentCertificateThumbprint = '12' }
    'certificate-not-on-server' = { param($s) $s.certificates = @($s.certificates[1]) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" {
        $run = Invoke-Script (New-Place $refusals[$code])
        Confirm-Failed $run $code
        if (Get-ChildItem $run.output -Filter '*.cer' -ErrorAction SilentlyContinue) { 'a file was written' }
    }
}
