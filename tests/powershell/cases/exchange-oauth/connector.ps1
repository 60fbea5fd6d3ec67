# kind: unconfigured
# lists: connectors
# Cases of the script for the connector on premises; run by Test-Script.ps1.
Test-Case 'wizard: a connector of another name is enabled and not doubled' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $false; TargetAddressDomains = @('contoso.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.connectors).Count -ne 1 -or -not $run.state.connectors[0].Enabled) { 'the connector was not enabled' }
}
Test-Case 'tenants: a connector to another tenant is left alone, and no name is given twice' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'ExchangeHybridOnPremisesToOnline'; Identity = 'ExchangeHybridOnPremisesToOnline'; Enabled = $false; TargetAddressDomains = @('fabrikam.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.connectors[0].Enabled) { 'the connector to another tenant was enabled' }
    if ((@($run.state.connectors | ForEach-Object Name) -join ',') -ne 'ExchangeHybridOnPremisesToOnline,ExchangeHybridOnPremisesToOnline 2') { "names: $(@($run.state.connectors | ForEach-Object Name) -join ',')" }
    $told = @(($run.receipt.steps | Where-Object id -eq 'connector').facts.connectors)
    if ($told.Count -ne 1 -or (@($told[0].domains) -join ',') -ne 'contoso.mail.onmicrosoft.com') { 'not the connector to this tenant is told' }
}
