function Get-NextObstacle {
    # Why a certificate cannot be the next Auth Certificate; nothing where it can.
    param($Certificate, $Current)
    if ([string]$Certificate.Subject -ne 'CN=Microsoft Exchange Server Auth Certificate') { return 'its subject is ' + $Certificate.Subject + ', so it is not an Auth Certificate' }
    if (-not $Certificate.HasPrivateKey) { return 'its private key is not on this server' }
    if ($Certificate.NotBefore.ToUniversalTime() -gt [DateTime]::UtcNow) { return 'it is not valid yet' }
    if ((Get-DaysLeft $Certificate) -lt 120) { return 'it has ' + [string](Get-DaysLeft $Certificate) + ' days left, and 120 are the least' }
    if ($Current -and $Certificate.NotAfter -le $Current.NotAfter) { return 'it ends before the one in use' }
}

function Get-NextCandidate {
    # The certificates on this server that can be set as the next one, the one that lasts longest first.
    # Those that are in use, or were before, are not among them. One whose private key cannot be exported
    # is: whoever asks says why it is not taken.
    param([string]$Current, [string]$Previous)
    $inUse = Get-LocalCertificate $Current
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -ne $Current -and $_.Thumbprint -ne $Previous -and -not (Get-NextObstacle $_ $inUse) } | Sort-Object -Property 'NotAfter' -Descending)
    foreach ($one in $found) { @{ thumbprint = [string]$one.Thumbprint; notAfter = $one.NotAfter.ToUniversalTime().ToString('o'); exportable = (Test-KeyExportable $one.Thumbprint) } }
}
