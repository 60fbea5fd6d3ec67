function Assert-NextCertificate {
    # Refuses a certificate with which the trust would break on the day it takes over.
    param([string]$Thumbprint, $Current)
    $certificate = Get-LocalCertificate $Thumbprint
    if (-not $certificate) { Stop-Step 'certificate-not-on-server' ('The new certificate ' + $Thumbprint + ' is not on this server. Run the script on the server where you created it.') }
    $why = Get-NextObstacle $certificate $Current
    if ($why) { Stop-Step 'next-certificate-unusable' ('The certificate ' + $Thumbprint + ' cannot be the next one: ' + $why + '.') }
    $exportable = Test-KeyExportable $Thumbprint
    Add-Fact 'keyExportable' $exportable
    if ($exportable -eq $false) { Stop-Step 'next-certificate-not-exportable' ('The private key of the certificate ' + $Thumbprint + ' cannot be exported, so Exchange cannot copy it to its other servers. Create another certificate, with -PrivateKeyExportable $true.') }
}

function Get-EffectiveDate {
    # When the next certificate takes over: so many days from now, but 2 days before the one in use
    # ends, and at once where that is past.
    param($Current)
    $now = [DateTime]::UtcNow
    $date = $now.AddDays([int]$Answers.TakeoverDays)
    if ($Current) {
        $latest = $Current.NotAfter.ToUniversalTime().AddDays(-2)
        if ($date -gt $latest) { $date = $latest }
    }
    if ($date -lt $now) { $date = $now }
    $date.ToLocalTime()
}

function Invoke-NextStep {
    Start-Step 'next' 'The next Auth Certificate'
    $rotation = Read-Rotation
    Add-CandidateFact $rotation
    $wanted = [string]$Answers.NextThumbprint
    if (-not $rotation.next -and $wanted -and $wanted -ne $rotation.current) {
        $current = Get-LocalCertificate $rotation.current
        Assert-NextCertificate $wanted $current
        # Without the day on which the one in use ends, the change could be set to a later one.
        if (-not $current -and [int]$Answers.TakeoverDays -gt 0) { Stop-Step 'certificate-not-on-server' ('The current Auth Certificate ' + $rotation.current + ' is not on this server, so its expiration date is unknown. The script set nothing. Create the new certificate on a server that has the current one, and run the script there. If no server has it, choose "Immediately" for "When Exchange switches to the new certificate", then copy or save the script again.') }
        $doubt = ''
        if ($null -eq $Run.Step.facts['keyExportable']) {
            $doubt = ' (it is not known whether its private key can be exported)'
            Write-Warning ('Exchange does not show whether the private key of ' + $wanted + ' can be exported. If it cannot be exported, the certificate stays on this server. After two days, check whether every server has it.')
        }
        # The day is counted once the change has been agreed to, however long that took. -Force only where
        # Exchange would ask, when that day is less than 48 hours away: with it, Exchange does not look
        # whether the private key can be exported.
        Invoke-Change $wanted ('Set the next certificate' + $doubt) 'Set-AuthConfig' {
            $day = Get-EffectiveDate $current
            $near = @{}
            if (($day.ToUniversalTime() - [DateTime]::UtcNow).TotalHours -lt 48) { $near['Force'] = $true }
            Set-AuthConfig -NewCertificateThumbprint $wanted -NewCertificateEffectiveDate $day @near @Dc
        } -Before $null -After $wanted
        if ($Run.Step.outcome -eq 'planned') { return }
        $rotation = Read-Rotation
        if ($rotation.next -ne $wanted -and $rotation.current -ne $wanted) { Stop-Step 'next-not-set' ('Exchange accepted the command, but the domain controller still shows "' + $rotation.next + '" as the next certificate.') }
    }
    Add-NextFact $rotation
}
