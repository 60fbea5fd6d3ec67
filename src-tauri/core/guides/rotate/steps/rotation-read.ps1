function Get-LocalCertificate {
    # One certificate of this server's store, by its exact thumbprint; nothing when it is not there.
    param([string]$Thumbprint)
    if ($Thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { return $null }
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $Thumbprint })
    if ($found.Count -eq 0) { return $null }
    $found[0]
}

function Get-DaysLeft {
    # Whole days until a certificate ends, below 0 once it has; nothing when it is not on this server.
    param($Certificate)
    if (-not $Certificate) { return $null }
    [int][Math]::Floor(($Certificate.NotAfter.ToUniversalTime() - [DateTime]::UtcNow).TotalDays)
}

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
