function Invoke-CertificatesStep {
    Start-Step 'certificates' 'The Auth Certificates (only read)'
    $rotation = Read-Rotation
    Add-Fact 'previousThumbprint' $rotation.previous
    Add-RotationFact $rotation
    Add-ServerFact $rotation
}
