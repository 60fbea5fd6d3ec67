function Invoke-Check {
    # Runs one reading. What fails in it is recorded, and the next one is still read.
    param([scriptblock]$Check)
    try { & $Check } catch { Add-Failure $_ }
}
