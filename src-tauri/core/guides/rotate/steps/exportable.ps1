function Test-KeyExportable {
    # Whether Exchange can copy the private key of a certificate on this server to its other servers: true,
    # false, or null where Exchange does not tell. The key itself is not read.
    param([string]$Thumbprint)
    foreach ($one in @(Get-ExchangeCertificate -Thumbprint $Thumbprint @Dc)) {
        if ([string]$one.Thumbprint -ne $Thumbprint -or $null -eq $one.PrivateKeyExportable) { continue }
        return ([string]$one.PrivateKeyExportable -eq 'True')
    }
    return $null
}
