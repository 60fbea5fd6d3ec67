function Get-LocalCertificate {
    # One certificate of this server's store, by its exact thumbprint; nothing when it is not there.
    param([string]$Thumbprint)
    if ($Thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { return $null }
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $Thumbprint })
    if ($found.Count -eq 0) { return $null }
    $found[0]
}

function Get-DaysLeft {
    # Whole days until a certificate ends, below 0 once it has; nothing when it is not on this server.
    param($Certificate)
    if (-not $Certificate) { return $null }
    [int][Math]::Floor(($Certificate.NotAfter.ToUniversalTime() - [DateTime]::UtcNow).TotalDays)
}
