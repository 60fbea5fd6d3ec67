function Invoke-CertificatesStep {
    Start-Step 'certificates' 'The Auth Certificates (only read)'
    $rotation = Read-Rotation
    Add-Fact 'previousThumbprint' $rotation.previous
    # Which servers lack a certificate is reported first, whatever this server has.
    Add-ServerFact $rotation
    Add-RotationFact $rotation
}
