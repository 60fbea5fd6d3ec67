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
Test-Case 'facts: the global catalogs that this server uses, and its domain' {
    $directory = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts.directory
    if ($directory.domain -ne 'contoso.com') { "domain '$($directory.domain)'" }
    if ((@($directory.globalCatalogs) -join ',') -ne 'dc01.contoso.com,dc03.contoso.com') { "global catalogs '$(@($directory.globalCatalogs) -join ',')'" }
}
Test-Case 'facts: one whose private key cannot be exported does not count as waiting, one that is not known does' {
    $run = Invoke-Script (New-Place { param($s) $s.certificates[1].privateKeyExportable = $false })
    if (@(($run.receipt.steps | Where-Object id -eq 'discovery').facts.candidates).Count) { 'it does' }
    $run = Invoke-Script (New-Place { param($s) $s.certificates[1].privateKeyExportable = $null })
    $found = @(($run.receipt.steps | Where-Object id -eq 'discovery').facts.candidates)
    if ($found.Count -ne 1 -or $null -ne $found[0].exportable) { 'it does not' }
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
