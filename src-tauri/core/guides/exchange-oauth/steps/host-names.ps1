function Get-SecureHost {
    # The host of an address; nothing where the address does not begin with https.
    param([string]$Url)
    if ($Url -match '^https://') { ([uri]$Url).Host.ToLowerInvariant() }
}

function Invoke-HostNameStep {
    Start-Step 'host-names' 'Host names that clients use (only read)'
    # Exchange Online asks for tokens for the two names in the answers, which need not stand in any
    # virtual directory.
    $found = @(foreach ($name in $Answers.EwsHost, $Answers.AutodiscoverHost) { @{ name = ([string]$name).ToLowerInvariant(); origin = 'answer' } })
    foreach ($directory in @(Get-WebServicesVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-MapiVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-OabVirtualDirectory -ADPropertiesOnly @Dc)) {
        $found += @{ name = (Get-SecureHost $directory.ExternalUrl); origin = 'external' }
        $found += @{ name = (Get-SecureHost $directory.InternalUrl); origin = 'internal' }
    }
    # Exchange 2013 knows the same by another name.
    if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { $services = @(Get-ClientAccessService @Dc) }
    else { $services = @(Get-ClientAccessServer @Dc) }
    foreach ($service in $services) { $found += @{ name = (Get-SecureHost $service.AutoDiscoverServiceInternalUri); origin = 'internal' } }
    $found = @($found | Where-Object { $_.name })
    $names = @($found | ForEach-Object { $_.name } | Sort-Object -Unique)
    Add-Fact 'hostNames' @($names)
    Add-Fact 'hostNameOrigins' @(foreach ($name in $names) { @{ name = $name; origins = @($found | Where-Object { $_.name -eq $name } | ForEach-Object { $_.origin } | Sort-Object -Unique) } })
}
