function Invoke-CertificateStep {
    Start-Step 'token-issuer' 'OAuthTokenIssuer certificate (public part)'
    $certificate = Get-TokenIssuer
    $bytes = $certificate.RawData
    $path = Join-Path -Path $OutputFolder -ChildPath 'OAuthTokenIssuer.cer'
    $same = [IO.File]::Exists($path) -and ([Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) -eq [Convert]::ToBase64String($bytes))
    if (-not $same) {
        $there = $null
        if ([IO.File]::Exists($path)) { $there = 'Another file' }
        Invoke-Change $path 'Write the certificate' '' {
            if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
            [IO.File]::WriteAllBytes($path, $bytes)
        } -Before $there -After ([string]$certificate.Thumbprint)
    }
    Add-TokenIssuerFact $certificate
}
