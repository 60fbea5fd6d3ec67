function Add-CertificateFact {
    # What a receipt holds about a certificate. Only its public part is read. When it is valid and how long
    # its key is, Crosstrust reads from its bytes: not every PowerShell can tell.
    param($Certificate)
    Add-Fact 'thumbprint' ([string]$Certificate.Thumbprint)
    Add-Fact 'subject' ([string]$Certificate.Subject)
}
