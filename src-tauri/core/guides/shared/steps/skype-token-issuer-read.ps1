function Get-TokenIssuer {
    # The OAuthTokenIssuer certificate, out of this server's store.
    $assigned = @(Get-CsCertificate -Type 'OAuthTokenIssuer' -ErrorAction Stop)
    if ($assigned.Count -eq 0) { Stop-Step 'no-token-issuer' 'No certificate is assigned to OAuthTokenIssuer. Assign one in the deployment wizard first.' }
    $thumbprint = [string]$assigned[0].Thumbprint
    if ($thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The thumbprint of the OAuthTokenIssuer certificate is not 40 hex digits: ' + $thumbprint) }
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
    if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The OAuthTokenIssuer certificate ' + $thumbprint + ' is not on this server.') }
    $found[0]
}

function Add-TokenIssuerFact {
    # What a receipt holds about the certificate, with its public part.
    param($Certificate)
    Add-Fact 'certificates' @(@{ use = 'current'; thumbprint = [string]$Certificate.Thumbprint; subject = [string]$Certificate.Subject; notBefore = $Certificate.NotBefore.ToUniversalTime().ToString('o'); notAfter = $Certificate.NotAfter.ToUniversalTime().ToString('o'); der = [Convert]::ToBase64String($Certificate.RawData) })
    Add-CertificateFact $Certificate
}
