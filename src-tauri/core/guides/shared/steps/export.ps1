function Invoke-ExportStep {
    Start-Step 'export' 'Export the Auth Certificate (public part)'
    $files = @{ current = 'OAuthCert.cer'; next = 'OAuthCert-next.cer' }
    $certificates = @(Get-AuthCertificate)
    foreach ($certificate in $certificates) {
        $path = Join-Path -Path $OutputFolder -ChildPath $files[$certificate.use]
        $same = [IO.File]::Exists($path) -and ([Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) -eq $certificate.der)
        if (-not $same) {
            $there = $null
            if ([IO.File]::Exists($path)) { $there = 'Another file' }
            Invoke-Change $path 'Write the certificate' '' {
                if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
                [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($certificate.der))
            } -Before $there -After ([string]$certificate.thumbprint)
        }
    }
    Add-Fact 'certificates' $certificates
}
