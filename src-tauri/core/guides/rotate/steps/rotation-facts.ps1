function Add-RotationFact {
    # What every step of this guide tells of the certificates, their bytes among it.
    param($Rotation)
    $effective = ''
    if ($Rotation.next -and $Rotation.effective) { $effective = $Rotation.effective.ToString('o') }
    Add-Fact 'currentThumbprint' $Rotation.current
    Add-Fact 'currentDaysLeft' (Get-DaysLeft (Get-LocalCertificate $Rotation.current))
    Add-Fact 'nextThumbprint' $Rotation.next
    Add-Fact 'nextDaysLeft' (Get-DaysLeft (Get-LocalCertificate $Rotation.next))
    Add-Fact 'effectiveDate' $effective
    Add-Fact 'certificates' @(Get-AuthCertificate)
}
