function Get-OverrideScope {
    # For which servers and versions a setting override applies; nothing where it applies to all.
    param($Override)
    $scope = @()
    $servers = @($Override.Server | ForEach-Object { [string]$_ } | Where-Object { $_ })
    if ($servers.Count -gt 0) { $scope += 'on ' + ($servers -join ', ') }
    if ([string]$Override.MinVersion) { $scope += 'from version ' + [string]$Override.MinVersion }
    if ([string]$Override.MaxVersion) { $scope += 'up to version ' + [string]$Override.MaxVersion }
    $scope -join ', '
}

function Add-HybridOverrideFact {
    # One that says no outweighs one that says yes: Microsoft's script leaves both as they are. One with a
    # scope applies only there.
    $all = @(Get-SettingOverride @Dc | ForEach-Object { @{ name = [string]$_.Name; component = [string]$_.ComponentName; section = [string]$_.SectionName; scope = [string](Get-OverrideScope $_); parameters = (@($_.Parameters | ForEach-Object { ([string]$_) -replace '\s', '' }) -join ', ') } })
    $overrides = @($all | Where-Object { $_.component -eq 'Global' -and $_.section -eq 'ExchangeOnpremAsThirdPartyAppId' })
    Add-Fact 'overrides' @($overrides | ForEach-Object { $_.name + ': ' + $_.parameters })
    $on = @($overrides | Where-Object { $_.parameters -eq 'Enabled=true' })
    Add-Fact 'settingOverride' ($on.Count -gt 0 -and $on.Count -eq $overrides.Count)
    Add-Fact 'limitedOverrides' @($overrides | Where-Object { $_.scope } | ForEach-Object { $_.name + ': ' + $_.scope })
    $graph = @($all | Where-Object { $_.section -eq 'RouteThroughMSGraph' })
    $graphOn = @($graph | Where-Object { $_.parameters -eq 'Enabled=true' -and -not $_.scope })
    Add-Fact 'graphOverride' ($graphOn.Count -gt 0 -and $graphOn.Count -eq $graph.Count)
}
