function Get-PoolServer {
    # The servers of the pool that this Front End server belongs to.
    foreach ($pool in @(Get-CsPool -ErrorAction Stop)) {
        $computers = @($pool.Computers | ForEach-Object { [string]$_ })
        if (@($computers | Where-Object { ($_ -split '\.')[0] -eq $env:COMPUTERNAME }).Count -gt 0) { $computers }
    }
}
