function Add-NextFact {
    # Which certificate carries on: the next one, or the one in use where it has time left.
    param($Rotation)
    $current = Get-LocalCertificate $Rotation.current
    $successor = $Rotation.next
    if (-not $successor -and (Get-DaysLeft $current) -ge 60) { $successor = $Rotation.current }
    $inTime = $true
    if ($Rotation.next -and $Rotation.effective -and $current) {
        $inTime = $Rotation.effective -le $current.NotAfter.ToUniversalTime() -or $Rotation.effective -le [DateTime]::UtcNow
    }
    Add-Fact 'successor' $successor
    Add-Fact 'successorDaysLeft' (Get-DaysLeft (Get-LocalCertificate $successor))
    Add-Fact 'takesOverInTime' $inTime
    Add-RotationFact $Rotation
    if ($successor) { return }
    Write-Output '  No next certificate is set. Make one on this server, in this window:'
    Write-Output '    New-ExchangeCertificate -KeySize 2048 -PrivateKeyExportable $true -SubjectName ''cn=Microsoft Exchange Server Auth Certificate'' -FriendlyName ''Microsoft Exchange Server Auth Certificate'' -DomainName @()'
    Write-Output '  Answer N when it asks whether to overwrite the default SMTP certificate. Give the thumbprint'
    Write-Output '  that it prints to Crosstrust, take the script of this step anew, and run it.'
}

function Invoke-NextCheck {
    Start-Step 'next' 'The next Auth Certificate (only read)'
    Add-NextFact (Read-Rotation)
}
