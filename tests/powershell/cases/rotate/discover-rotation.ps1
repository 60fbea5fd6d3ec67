# kind: rotation
# reads only
# goes on after errors
# lists: acceptedDomains,servers,authServers,certificates,candidates,unread
# Cases of the discovery script; run by Test-Script.ps1.
Test-Case 'facts: a certificate that waits is found, and one of another kind is not' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.candidates.thumbprint) -join ',') -ne $fresh.state.certificates[1].thumbprint) { "candidates: $(@($facts.candidates.thumbprint) -join ',')" }
    if ((@($facts.certificates.use) -join ',') -ne 'current') { 'the one in use is not told' }
}
Test-Case 'facts: nothing waits where a next certificate is set' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint })
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ($facts.candidates -isnot [array] -or $facts.candidates.Count) { 'one is told' }
    if ((@($facts.certificates.use) -join ',') -ne 'current,next') { 'the next one is not told' }
}
Test-Case 'facts: the certificate from before is not offered again' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.PreviousCertificateThumbprint = $s.certificates[1].thumbprint })
    if (@(($run.receipt.steps | Where-Object id -eq 'discovery').facts.candidates).Count) { 'it is' }
}
Test-Case 'facts: what may not be read is told, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthServer') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.unread.name) -join ',') -ne 'authServers') { "unread: $(@($facts.unread.name) -join ',')" }
    if (@($facts.candidates).Count -ne 1) { 'the rest was not read' }
}
