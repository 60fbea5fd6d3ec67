# kind: unconfigured
# lists: connectors
# Cases of the script for the connector on premises; run by Test-Script.ps1.
Test-Case 'created: it is off' {
    if (@($fresh.state.connectors).Count -ne 1 -or $fresh.state.connectors[0].Enabled) { 'it is enabled, or not there' }
    if (@(($fresh.receipt.steps | Where-Object id -eq 'connector').facts.connectors)[0].enabled -ne $false) { 'the receipt tells it as enabled' }
}
foreach ($enabled in $false, $true) { Test-Case "wizard: a connector of another name stays as it is and is not doubled (enabled: $enabled)" {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $enabled; TargetAddressDomains = @('contoso.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.connectors).Count -ne 1 -or $run.state.connectors[0].Enabled -ne $enabled) { 'the connector was changed' }
    if ($run.state.changes) { "$($run.state.changes) changes" }
} }
Test-Case 'tenants: a connector to another tenant is left alone, and no name is given twice' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'ExchangeHybridOnPremisesToOnline'; Identity = 'ExchangeHybridOnPremisesToOnline'; Enabled = $false; TargetAddressDomains = @('fabrikam.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.connectors[0].Enabled) { 'the connector to another tenant was enabled' }
    if ((@($run.state.connectors | ForEach-Object Name) -join ',') -ne 'ExchangeHybridOnPremisesToOnline,ExchangeHybridOnPremisesToOnline 2') { "names: $(@($run.state.connectors | ForEach-Object Name) -join ',')" }
    $told = @(($run.receipt.steps | Where-Object id -eq 'connector').facts.connectors)
    if ($told.Count -ne 1 -or (@($told[0].domains) -join ',') -ne 'contoso.mail.onmicrosoft.com') { 'not the connector to this tenant is told' }
}
