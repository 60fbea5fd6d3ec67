function Get-LateServer {
    # The servers of this pool that do not have the newest settings yet. A server that the store does
    # not list is not waited for.
    $servers = @(Get-PoolServer)
    foreach ($replica in @(Get-CsManagementStoreReplicationStatus -ErrorAction Stop)) {
        $name = [string]$replica.ReplicaFqdn
        $isConcerned = $servers -contains $name -or ($name -split '\.')[0] -eq $env:COMPUTERNAME
        if ($isConcerned -and [string]$replica.UpToDate -ne 'True') { $name }
    }
}

function Wait-ForReplication {
    # The test asks for what was just set: before all servers of the pool have it, it would fail for
    # that reason alone.
    if (-not (Get-Command -Name 'Get-CsManagementStoreReplicationStatus' -ErrorAction SilentlyContinue)) { return }
    $until = [DateTime]::UtcNow.AddMinutes(5)
    $late = @(Get-LateServer)
    while ($late.Count -gt 0) {
        if ([DateTime]::UtcNow -ge $until) { Stop-Step 'replication-pending' ('The script did not run the test. After 5 minutes, these servers do not have the newest settings yet: ' + ($late -join ', ')) }
        Write-Progress -Activity 'Waiting for the settings to reach the servers of this pool' -Status ($late -join ', ')
        Start-Sleep -Seconds 5
        $late = @(Get-LateServer)
    }
    Write-Progress -Activity 'Waiting for the settings to reach the servers of this pool' -Completed
}
