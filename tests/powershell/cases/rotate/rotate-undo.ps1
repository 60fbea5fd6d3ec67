# kind: rotation
# after: next.ps1
# arguments: -Confirm:$false
# Cases of the undo script; run by Test-Script.ps1.
Test-Case 'undo: no certificate is next any more, and the one in use is the same' {
    $before = Read-Json $template
    if ($fresh.state.authConfig.NextCertificateThumbprint -or $fresh.state.authConfig.NextCertificateEffectiveDate) { 'one is' }
    if ($fresh.state.authConfig.CurrentCertificateThumbprint -ne $before.authConfig.CurrentCertificateThumbprint) { 'another one is in use' }
    if (($fresh.receipt.steps | Where-Object id -eq 'next').facts.present -ne $false) { 'told as still there' }
}
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if (-not $run.state.authConfig.NextCertificateThumbprint) { 'it was taken back' }
}
Test-Case 'undo: one that somebody set in its place is left' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[2].thumbprint })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'undo: one that is in use by now is left' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.CurrentCertificateThumbprint = $s.authConfig.NextCertificateThumbprint; $s.authConfig.NextCertificateThumbprint = '' })
    Confirm-Failed $run 'undo-in-use'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
