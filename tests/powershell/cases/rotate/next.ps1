# kind: rotation
# arguments: -Confirm:$false
# lists: certificates,candidates,notExportable,notOnThisServer
# Cases of the script that sets the next certificate; run by Test-Script.ps1.
$made = $fresh.state.certificates[1].thumbprint
Test-Case 'set: the certificate that was named, with a day before the one in use ends' {
    if ($fresh.state.authConfig.NextCertificateThumbprint -ne $made) { 'another one is set' }
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'next').facts
    if ($facts.successor -ne $made -or $facts.takesOverInTime -ne $true) { 'it is not told as it is' }
    $days = (([DateTime]$facts.effectiveDate).ToUniversalTime() - [DateTime]::UtcNow).TotalDays
    if ($days -gt 26 -or $days -lt 25) { "it takes over in $days days, and two days before the end are 26" }
    if ((@($facts.certificates.use) -join ',') -ne 'current,next') { 'both are not in the receipt' }
}
Test-Case 'set: the day that was chosen, where there is time' {
    $Script = New-Variant @{ TakeoverDays = "'7'" }
    $run = Invoke-Script (New-Place)
    $days = (([DateTime]$run.state.authConfig.NextCertificateEffectiveDate).ToUniversalTime() - [DateTime]::UtcNow).TotalDays
    if ($days -gt 7 -or $days -lt 6) { "it takes over in $days days" }
}
function Get-Setting {
    # The call that set the next certificate.
    param($Run)
    @($Run.state.journal | Where-Object { $_.cmdlet -eq 'Set-AuthConfig' })[-1]
}
Test-Case 'set: Exchange looks at the certificate itself where its day is far, and is not asked twice where it is near' {
    if ((Get-Setting $fresh).parameters['Force']) { '-Force is passed for a day that is 26 days away' }
    foreach ($days in '0', '1', '3') {
        $Script = New-Variant @{ TakeoverDays = "'$days'" }
        $forced = (Get-Setting (Invoke-Script (New-Place))).parameters['Force'] -eq 'True'
        if ($forced -ne ([int]$days -lt 2)) { "after $days days: -Force is $forced" }
    }
}
Test-Case 'set: whether the private key can be exported is told' {
    if (($fresh.receipt.steps | Where-Object id -eq 'next').facts.keyExportable -ne $true) { 'it is not' }
    if ($fresh.text -match 'does not show whether') { 'it is said to be unknown' }
}
$untold = [ordered]@{
    'nothing'    = { param($s) $s.certificates[1].privateKeyExportable = $null }
    'only bytes' = { param($s) $s.rawCertificates = $true }
}
foreach ($what in $untold.Keys) {
    Test-Case "set: where Exchange tells $what of the private key, that is said and is no refusal" {
        $run = Invoke-Script (New-Place $untold[$what])
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.authConfig.NextCertificateThumbprint -ne $made) { 'it is not set' }
        $step = $run.receipt.steps | Where-Object id -eq 'next'
        if ($null -ne $step.facts.keyExportable) { "told: $($step.facts.keyExportable)" }
        if (@($step.changes)[0].action -notlike 'Set the next certificate (it is not known*') { "action: $(@($step.changes)[0].action)" }
        if (($run.text -replace '\r?\n') -notmatch 'does not show whether') { 'it is not said' }
    }
}
Test-Case 'refused: a private key that cannot be exported' {
    $run = Invoke-Script (New-Place { param($s) $s.certificates[1].privateKeyExportable = $false })
    Confirm-Failed $run 'next-certificate-not-exportable'
    if ($run.state.changes) { 'something was changed' }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($facts.keyExportable -ne $false) { "told: $($facts.keyExportable)" }
}
Test-Case 'left: one whose private key cannot be exported is not named, and the reason is said' {
    $Script = New-Variant @{ NextThumbprint = "''" }
    $run = Invoke-Script (New-Place { param($s) $s.certificates[1].privateKeyExportable = $false })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($facts.candidates -isnot [array] -or $facts.candidates.Count) { 'it is named' }
    if ((@($facts.notExportable) -join ',') -ne $made) { "told: $(@($facts.notExportable) -join ',')" }
    if ($run.text -notmatch 'it would stay on this server') { 'the reason is not said' }
    if ($run.text -notmatch 'New-ExchangeCertificate -KeySize 2048') { 'how to make another is not printed' }
}
Test-Case 'facts: where the one in use is not on this server, what depends on its end is null' {
    $Script = New-Variant @{ NextThumbprint = "''" }
    $run = Invoke-Script (New-Place { param($s) $s.certificates = @($s.certificates[1]) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($null -ne $facts.nextNeeded) { "needed: $($facts.nextNeeded)" }
    if ($facts.successor) { 'something carries on' }
    if ((@($facts.notOnThisServer) -join ',') -ne 'current') { "not here: $(@($facts.notOnThisServer) -join ',')" }
    if ($run.text -match 'New-ExchangeCertificate') { 'the command is printed, and nobody knows whether it is needed' }
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint; $s.authConfig.NextCertificateEffectiveDate = [DateTime]::UtcNow.AddDays(9).ToString('o'); $s.certificates = @($s.certificates[1]) })
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($null -ne $facts.takesOverInTime) { "in time: $($facts.takesOverInTime)" }
    if ($facts.nextNeeded -ne $true) { 'one that is set is told as not needed' }
}
Test-Case 'set: at once where the one in use has ended' {
    & $newState -Path "$work/ended.json" -Kind rotation
    & $newState -Path "$work/expired.json" -Kind expired
    $expired = Read-Json "$work/expired.json"
    $run = Invoke-Script (New-Place { param($s) $s.certificates[0] = $expired.certificates[0]; $s.authConfig.CurrentCertificateThumbprint = $expired.certificates[0].thumbprint } "$work/ended.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (([DateTime]$run.state.authConfig.NextCertificateEffectiveDate).ToUniversalTime() -gt [DateTime]::UtcNow) { 'it takes over later' }
    if (($run.receipt.steps | Where-Object id -eq 'next').facts.takesOverInTime -ne $true) { 'told as too late' }
}
Test-Case 'left: one that somebody set stays, whatever was named' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[2].thumbprint })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'left: without a thumbprint nothing is set, and the command that makes one is printed' {
    $Script = New-Variant @{ NextThumbprint = "''" }
    $run = Invoke-Script (New-Place { param($s) $s.certificates = @($s.certificates[0], $s.certificates[2]) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($facts.successor) { 'something carries on' }
    if ($facts.nextNeeded -ne $true) { 'told as not needed' }
    if ($facts.candidates -isnot [array] -or $facts.candidates.Count) { 'one is named' }
    if ($run.text -notmatch 'New-ExchangeCertificate -KeySize 2048') { 'the command is not printed' }
}
Test-Case 'left: without a thumbprint the certificate that was made is named, and the command is not printed again' {
    $Script = New-Variant @{ NextThumbprint = "''" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ((@($facts.candidates.thumbprint) -join ',') -ne $made) { "named: $(@($facts.candidates.thumbprint) -join ',')" }
    if ($run.text -notmatch $made) { 'it is not printed' }
    if ($run.text -match 'New-ExchangeCertificate') { 'the command is printed' }
}
Test-Case 'left: one that could not be set is not named' {
    $Script = New-Variant @{ NextThumbprint = "''" }
    foreach ($change in { param($s) $s.certificates[1].publicOnly = $true }, { param($s) $s.authConfig.PreviousCertificateThumbprint = $s.certificates[1].thumbprint }) {
        if (@(((Invoke-Script (New-Place $change)).receipt.steps | Where-Object id -eq 'next').facts.candidates).Count) { 'it is named' }
    }
}
Test-Case 'left: the certificate in use carries on where it has time, and after the rollover' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.CurrentCertificateThumbprint = $s.certificates[1].thumbprint })
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'next').facts
    if ($facts.successor -ne $made) { 'it is not told' }
    if ($facts.nextNeeded -ne $false) { 'a next one is told as needed' }
}
Test-Case 'facts: a day that is too late is told' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint; $s.authConfig.NextCertificateEffectiveDate = [DateTime]::UtcNow.AddDays(40).ToString('o') })
    if (($run.receipt.steps | Where-Object id -eq 'next').facts.takesOverInTime -ne $false) { 'told as in time' }
}
Test-Case 'refused: a certificate of another kind, or without its private key' {
    $run = Invoke-Script (New-Place { param($s) $s.certificates[1].publicOnly = $true })
    Confirm-Failed $run 'next-certificate-unusable'
    if ($run.state.changes) { 'something was changed' }
    $other = (Read-Json $template).certificates[2].thumbprint
    $Script = New-Variant @{ NextThumbprint = "'$other'" }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'next-certificate-unusable'
    if ($run.text -notmatch 'its subject') { 'the subject is not the reason' }
    if ((@(($run.receipt.steps | Where-Object id -eq 'next').facts.candidates.thumbprint) -join ',') -ne $made) { 'the right one is not named' }
}
Test-Case 'refused: certificate-not-on-server' {
    $run = Invoke-Script (New-Place { param($s) $s.certificates = @($s.certificates[0]) })
    Confirm-Failed $run 'certificate-not-on-server'
    if ($run.state.changes) { 'something was changed' }
}
Test-Case 'refused: the one in use is not on this server, so its end is not known' {
    $elsewhere = { param($s) $s.certificates = @($s.certificates[1]) }
    $run = Invoke-Script (New-Place $elsewhere)
    Confirm-Failed $run 'certificate-not-on-server'
    if ($run.state.changes) { 'something was changed' }
    $Script = New-Variant @{ TakeoverDays = "'0'" }
    $run = Invoke-Script (New-Place $elsewhere)
    if ($run.state.authConfig.NextCertificateThumbprint -ne $made) { 'it is not set at once either' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Set-AuthConfig') })) 'cmdlet-not-in-role'
}
