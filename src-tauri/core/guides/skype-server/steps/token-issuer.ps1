function Invoke-TokenIssuerStep {
    Invoke-CertificateStep
    Add-FrontEndFact
}
