function Invoke-ExchangeCertificateStep {
    Start-Step 'exchange-certificate' 'Auth Certificate of Exchange (only read)'
    $thumbprint = [string](Get-AuthConfig @Dc).CurrentCertificateThumbprint
    if (-not $thumbprint) { Stop-Step 'no-auth-certificate' 'Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).' }
    if ($thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The current thumbprint in the Auth configuration is not 40 hex digits: ' + $thumbprint) }
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
    if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The current Auth Certificate ' + $thumbprint + ' is not on this server. Run the script on another Mailbox server.') }
    Add-CertificateFact $found[0]
    Add-Fact 'der' ([Convert]::ToBase64String($found[0].RawData))
}
