function Add-CandidateFact {
    # The certificates of which one can be named; none where a next one is set.
    param($Rotation)
    $candidates = @()
    if (-not $Rotation.next) { $candidates = @(Get-NextCandidate $Rotation.current $Rotation.previous) }
    Add-Fact 'candidates' $candidates
}

function Add-NextFact {
    # Which certificate carries on: the next one, or the one in use where it has time left. Where none
    # does, how to make one, or which one can be named.
    param($Rotation)
    $current = Get-LocalCertificate $Rotation.current
    $enough = (Get-DaysLeft $current) -ge 60
    $successor = $Rotation.next
    if (-not $successor -and $enough) { $successor = $Rotation.current }
    $inTime = $true
    if ($Rotation.next -and $Rotation.effective -and $current) {
        $inTime = $Rotation.effective -le $current.NotAfter.ToUniversalTime() -or $Rotation.effective -le [DateTime]::UtcNow
    }
    Add-Fact 'successor' $successor
    Add-Fact 'nextNeeded' ([bool]$Rotation.next -or -not $enough)
    Add-Fact 'takesOverInTime' $inTime
    Add-CandidateFact $Rotation
    Add-RotationFact $Rotation
    if ($successor) { return }
    $candidates = @($Run.Step.facts['candidates'])
    if ($candidates.Count -eq 0) {
        Write-Output '  No next certificate is set. Create one on this server, in this window:'
        Write-Output '    New-ExchangeCertificate -KeySize 2048 -PrivateKeyExportable $true -SubjectName ''cn=Microsoft Exchange Server Auth Certificate'' -FriendlyName ''Microsoft Exchange Server Auth Certificate'' -DomainName @()'
        Write-Output '  Answer N when it asks whether to overwrite the default SMTP certificate. Then run this script'
        Write-Output '  again: it finds the new certificate.'
        return
    }
    Write-Output '  No next certificate is set. On this server there is:'
    foreach ($one in $candidates) { Write-Output ('    ' + $one.thumbprint + ', valid until ' + $one.notAfter) }
    Write-Output '  Import this result in Crosstrust. Then copy or save this script again, and run it.'
}

function Invoke-NextCheck {
    Start-Step 'next' 'The next Auth Certificate (only read)'
    Add-NextFact (Read-Rotation)
}
