function Invoke-CertificateCheck {
    Start-Step 'export' 'Auth Certificate (only read)'
    Add-Fact 'certificates' @(Get-AuthCertificate)
}
