# lists: certificates
# kind: skype
# skip: replication
# reads only
# Cases of the script that reads the OAuthTokenIssuer certificate; run by Test-Script.ps1.
Test-Case 'files: the assigned certificate is exported as it is' {
    $written = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Join-Path $fresh.output 'OAuthTokenIssuer.cer')))
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'token-issuer').facts
    if ($written -ne $fresh.state.certificates[1].der -or $facts.certificates[0].der -ne $written) { 'another certificate was written' }
    if ($facts.certificates[0].der -ne $fresh.state.certificates[1].der -or $facts.subject -ne 'CN=ex01.contoso.com') { $facts | ConvertTo-Json -Compress }
}

$refusals = [ordered]@{
    'no-token-issuer'           = { param($s) $s.csCertificates = @() }
    'bad-thumbprint'            = { param($s) $s.csCertificates[0].Thumbprint = '12' }
    'certificate-not-on-server' = { param($s) $s.certificates = @($s.certificates[0]) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" { Confirm-Failed (Invoke-Script (New-Place $refusals[$code])) $code }
}
