function Read-Rotation {
    # The thumbprints of the certificate in use, of the next one and of the one before, and the day
    # from which the next one counts.
    $config = Get-AuthConfig @Dc
    $rotation = @{
        current   = [string]$config.CurrentCertificateThumbprint
        next      = [string]$config.NextCertificateThumbprint
        previous  = [string]$config.PreviousCertificateThumbprint
        effective = $null
    }
    if (-not $rotation.current) { Stop-Step 'no-auth-certificate' 'Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).' }
    foreach ($use in 'current', 'next') {
        $thumbprint = $rotation[$use]
        if ($thumbprint -and $thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The ' + $use + ' thumbprint in the Auth configuration is not 40 hex digits: ' + $thumbprint) }
    }
    if ($config.NextCertificateEffectiveDate) { $rotation['effective'] = ([DateTime]$config.NextCertificateEffectiveDate).ToUniversalTime() }
    $rotation
}
