function Add-CertificateFact {
    # What a receipt tells of a certificate. Only its public part is read.
    param($Certificate)
    # A key that is not RSA has no length here, and these servers do not use one.
    $length = 0
    try { $length = [int]$Certificate.PublicKey.Key.KeySize } catch { $length = 0 }
    $now = [DateTime]::UtcNow
    Add-Fact 'thumbprint' ([string]$Certificate.Thumbprint)
    Add-Fact 'subject' ([string]$Certificate.Subject)
    Add-Fact 'keyLength' $length
    Add-Fact 'validToday' ($Certificate.NotBefore.ToUniversalTime() -le $now -and $Certificate.NotAfter.ToUniversalTime() -gt $now)
}
