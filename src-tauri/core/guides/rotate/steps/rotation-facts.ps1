function Get-LocalAuthCertificate {
    # The public part of those Auth Certificates that are on this server: in use, and next.
    param($Rotation)
    foreach ($use in 'current', 'next') {
        $certificate = Get-LocalCertificate $Rotation[$use]
        if (-not $certificate) { continue }
        @{
            use        = $use
            thumbprint = [string]$certificate.Thumbprint
            notBefore  = $certificate.NotBefore.ToUniversalTime().ToString('o')
            notAfter   = $certificate.NotAfter.ToUniversalTime().ToString('o')
            der        = [Convert]::ToBase64String($certificate.RawData)
        }
    }
}

function Add-RotationFact {
    # What every step of this guide tells of the certificates, their bytes among it. One that is not on
    # this server is a fact: what depends on it is not known here, and the rest is still reported.
    param($Rotation)
    $effective = ''
    if ($Rotation.next -and $Rotation.effective) { $effective = $Rotation.effective.ToString('o') }
    $certificates = @(Get-LocalAuthCertificate $Rotation)
    $absent = @()
    foreach ($use in 'current', 'next') {
        if (-not $Rotation[$use] -or @($certificates | Where-Object { $_.use -eq $use }).Count -gt 0) { continue }
        $absent += $use
        Write-Output ('  not on this server: the ' + $use + ' Auth Certificate ' + $Rotation[$use])
    }
    Add-Fact 'currentThumbprint' $Rotation.current
    Add-Fact 'currentDaysLeft' (Get-DaysLeft (Get-LocalCertificate $Rotation.current))
    Add-Fact 'nextThumbprint' $Rotation.next
    Add-Fact 'nextDaysLeft' (Get-DaysLeft (Get-LocalCertificate $Rotation.next))
    Add-Fact 'effectiveDate' $effective
    Add-Fact 'notOnThisServer' $absent
    Add-Fact 'certificates' $certificates
}
