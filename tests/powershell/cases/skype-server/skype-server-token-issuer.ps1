# lists: certificates,frontEnds
# kind: skype
# skip: replication
# reads only
# Cases of the script that reads the OAuthTokenIssuer certificate; run by Test-Script.ps1.
Test-Case 'files: the assigned certificate is exported as it is' {
    $written = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Join-Path $fresh.output 'OAuthTokenIssuer.cer')))
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'token-issuer').facts
    if ($written -ne $fresh.state.certificates[1].der -or $facts.certificates[0].der -ne $written) { 'another certificate was written' }
    if ($facts.certificates[0].der -ne $fresh.state.certificates[1].der -or $facts.subject -ne 'CN=ex01.contoso.com') { $facts | ConvertTo-Json -Compress }
    if ((@($facts.frontEnds) -join ',') -ne 'fe01.pool1.contoso.com,fe01.pool2.contoso.com,fe02.pool1.contoso.com,fe02.pool2.contoso.com') { "front ends: $(@($facts.frontEnds) -join ',')" }
}
Test-Case 'facts: a shell that does not list pools tells the rest' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-CsPool') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'token-issuer').facts.PSObject.Properties['frontEnds']) { 'front ends are told' }
}
$refusals = [ordered]@{
    'no-token-issuer'           = { param($s) $s.csCertificates = @() }
    'bad-thumbprint'            = { param($s) $s.csCertificates[0].Thumbprint = '12' }
    'certificate-not-on-server' = { param($s) $s.certificates = @($s.certificates[0]) }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" { Confirm-Failed (Invoke-Script (New-Place $refusals[$code])) $code }
}
