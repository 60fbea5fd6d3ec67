function Add-HybridOverrideFact {
    # One that says no outweighs one that says yes: Microsoft's script leaves both as they are.
    $overrides = @(Get-SettingOverride @Dc | Where-Object { [string]$_.ComponentName -eq 'Global' -and [string]$_.SectionName -eq 'ExchangeOnpremAsThirdPartyAppId' } | ForEach-Object { @{ name = [string]$_.Name; parameters = (@($_.Parameters | ForEach-Object { ([string]$_) -replace '\s', '' }) -join ', ') } })
    Add-Fact 'overrides' @($overrides | ForEach-Object { $_.name + ': ' + $_.parameters })
    $on = @($overrides | Where-Object { $_.parameters -eq 'Enabled=true' })
    Add-Fact 'settingOverride' ($on.Count -gt 0 -and $on.Count -eq $overrides.Count)
}
