function Add-AutodiscoverFact {
    # What a receipt tells of the servers and their addresses.
    $servers = @(Get-AutodiscoverServer)
    Add-Fact 'servers' @($servers | ForEach-Object { @{ name = [string]$_.Name; autodiscoverUri = [string]$_.AutoDiscoverServiceInternalUri } })
    Add-Fact 'withoutAddress' @($servers | Where-Object { -not [string]$_.AutoDiscoverServiceInternalUri } | ForEach-Object { [string]$_.Name })
}
