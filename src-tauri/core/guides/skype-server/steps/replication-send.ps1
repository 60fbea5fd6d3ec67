function Send-Configuration {
    # What was set lies in the Central Management store. The servers of this pool get it now, and
    # not with the next cycle.
    if (-not (Get-Command -Name 'Invoke-CsManagementStoreReplication' -ErrorAction SilentlyContinue)) { return }
    foreach ($server in @(Get-PoolServer)) {
        Invoke-Change $server 'Send the settings to this server' 'Invoke-CsManagementStoreReplication' { Invoke-CsManagementStoreReplication -ReplicaFqdn $server -ErrorAction Stop }
    }
}
