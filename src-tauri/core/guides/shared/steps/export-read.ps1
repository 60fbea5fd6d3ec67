function Get-CertificateOfServer {
    # The public part of a certificate that an Exchange server has, where this computer does not have it. Only
    # the bytes of a certificate always come over. A server that does not answer is passed over.
    param([string]$Thumbprint)
    foreach ($server in @(Get-ExchangeServer @Dc | Where-Object { [string]$_.AdminDisplayVersion -match '^Version 15' -and [string]$_.ServerRole -match 'Mailbox|ClientAccess' })) {
        try { $all = @(Get-ExchangeCertificate -Server ([string]$server.Name) @Dc) }
        catch { continue }
        foreach ($one in @($all | Where-Object { $_.RawData })) {
            $certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, [byte[]]$one.RawData)
            if ($certificate.Thumbprint -eq $Thumbprint) { return $certificate }
        }
    }
}

function Get-AuthCertificate {
    # The public part of the Auth Certificates that are in use and, when it is set, next.
    $config = Get-AuthConfig @Dc
    $wanted = @(
        @{ use = 'current'; thumbprint = [string]$config.CurrentCertificateThumbprint },
        @{ use = 'next'; thumbprint = [string]$config.NextCertificateThumbprint }
    ) | Where-Object { $_.thumbprint }
    if (@($wanted).Count -eq 0) { Stop-Step 'no-auth-certificate' 'Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).' }
    foreach ($one in @($wanted)) {
        if ($one.thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The ' + $one.use + ' thumbprint in the Auth configuration is not 40 hex digits: ' + $one.thumbprint) }
        $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $one.thumbprint })
        if ($found.Count -eq 0) { $found = @(Get-CertificateOfServer $one.thumbprint) }
        if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The ' + $one.use + ' Auth Certificate ' + $one.thumbprint + ' is not on this computer, and no Exchange server that answers has it. Run the script on a Mailbox server that has it.') }
        @{
            use        = $one.use
            thumbprint = [string]$found[0].Thumbprint
            notBefore  = $found[0].NotBefore.ToUniversalTime().ToString('o')
            notAfter   = $found[0].NotAfter.ToUniversalTime().ToString('o')
            der        = [Convert]::ToBase64String($found[0].RawData)
        }
    }
}
