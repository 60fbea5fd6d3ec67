function Invoke-HostNameStep {
    Start-Step 'host-names' 'Host names that clients use (only read)'
    $urls = @()
    foreach ($directory in @(Get-WebServicesVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-MapiVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-OabVirtualDirectory -ADPropertiesOnly @Dc)) { $urls += [string]$directory.ExternalUrl, [string]$directory.InternalUrl }
    # Exchange 2013 knows the same by another name.
    if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { $urls += @(Get-ClientAccessService @Dc | ForEach-Object { [string]$_.AutoDiscoverServiceInternalUri }) }
    else { $urls += @(Get-ClientAccessServer @Dc | ForEach-Object { [string]$_.AutoDiscoverServiceInternalUri }) }
    Add-Fact 'hostNames' @($urls | Where-Object { $_ -match '^https://' } | ForEach-Object { ([uri]$_).Host.ToLowerInvariant() } | Sort-Object -Unique)
}
