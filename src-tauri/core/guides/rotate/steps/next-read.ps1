function Add-CandidateFact {
    # The certificates of which one can be named; none where a next one is set. Those whose private key
    # cannot be exported are told apart.
    param($Rotation)
    $found = @()
    if (-not $Rotation.next) { $found = @(Get-NextCandidate $Rotation.current $Rotation.previous) }
    Add-Fact 'candidates' @($found | Where-Object { $_.exportable -ne $false })
    Add-Fact 'notExportable' @($found | Where-Object { $_.exportable -eq $false } | ForEach-Object { $_.thumbprint })
}

function Add-NextFact {
    # Which certificate carries on: the next one, or the one in use where it has time left. Where none
    # does, how to make one, or which one can be named. What depends on when the one in use ends is null
    # where that certificate is not on this server.
    param($Rotation)
    $current = Get-LocalCertificate $Rotation.current
    $enough = $null
    if ($current) { $enough = (Get-DaysLeft $current) -ge 60 }
    $successor = $Rotation.next
    if (-not $successor -and $enough) { $successor = $Rotation.current }
    $needed = $null
    if ($Rotation.next) { $needed = $true } elseif ($current) { $needed = -not $enough }
    $inTime = $null
    if (-not $Rotation.next -or -not $Rotation.effective -or $Rotation.effective -le [DateTime]::UtcNow) { $inTime = $true }
    elseif ($current) { $inTime = $Rotation.effective -le $current.NotAfter.ToUniversalTime() }
    Add-Fact 'successor' $successor
    Add-Fact 'nextNeeded' $needed
    Add-Fact 'takesOverInTime' $inTime
    Add-CandidateFact $Rotation
    Add-RotationFact $Rotation
    if ($successor -or -not $current) { return }
    foreach ($one in $Run.Step.facts['notExportable']) { Write-Output ('  its private key cannot be exported, so it would stay on this server: ' + $one) }
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
