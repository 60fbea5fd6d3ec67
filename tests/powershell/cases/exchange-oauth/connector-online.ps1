# kind: online
# lists: connectors,missingDomains
# Cases of the script for the connector of Exchange Online; run by Test-Script.ps1.
Test-Case 'domains: all that were given are led to' {
    $Script = New-Variant @{ MoreDomains = "'fabrikam.com, Contoso.de'" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@($run.state.connectors[0].TargetAddressDomains) -join ',') -ne 'contoso.com,fabrikam.com,contoso.de') { "domains: $(@($run.state.connectors[0].TargetAddressDomains) -join ',')" }
}
Test-Case 'domains: one that the connector of others does not lead to is told' {
    $Script = New-Variant @{ MoreDomains = "'fabrikam.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $false; TargetAddressDomains = @('contoso.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.connectors).Count -ne 1 -or -not $run.state.connectors[0].Enabled) { 'the connector was not enabled' }
    if ((@(($run.receipt.steps | Where-Object id -eq 'connector-online').facts.missingDomains) -join ',') -ne 'fabrikam.com') { 'it is not told' }
}
Test-Case 'asked: one that is off stays off until it was decided' {
    $Script = New-Variant @{ EnableOnlineConnector = '$false' }
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $false; TargetAddressDomains = @('contoso.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -or $run.state.connectors[0].Enabled) { 'it was enabled' }
}
Test-Case 'forests: a connector to another organisation is left alone, and no name is given twice' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'ExchangeHybridOnlineToOnPremises'; Identity = 'ExchangeHybridOnlineToOnPremises'; Enabled = $false; TargetAddressDomains = @('fabrikam.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.connectors[0].Enabled) { 'the connector to another organisation was enabled' }
    if ((@($run.state.connectors | ForEach-Object Name) -join ',') -ne 'ExchangeHybridOnlineToOnPremises,ExchangeHybridOnlineToOnPremises 2') { "names: $(@($run.state.connectors | ForEach-Object Name) -join ',')" }
}
Test-Case 'refused: domain-unreadable' {
    $Script = New-Variant @{ MoreDomains = "'anna@contoso.com'" }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'domain-unreadable'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'domains: a connector through the Hybrid Agent is named, and what is not told is not known' {
    $agent = 'https://6ca7c832-49a2-4a5d-aeae-a616f6d4b8e7.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx'
    foreach ($one in @(@{ to = $agent; named = 'HybridIOC - 1' }, @{ to = ''; named = '' })) {
        $to = $one.to
        $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $true; TargetAddressDomains = @('contoso.com'); DiscoveryEndpoint = 'https://x'; TargetSharingEpr = $to }) })
        $facts = ($run.receipt.steps | Where-Object id -eq 'connector-online').facts
        if ($null -eq $facts.hybridAgentConnectors -or (@($facts.hybridAgentConnectors) -join ',') -ne $one.named) { "named: $(@($facts.hybridAgentConnectors) -join ',')" }
    }
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $true; TargetAddressDomains = @('contoso.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($null -ne ($run.receipt.steps | Where-Object id -eq 'connector-online').facts.hybridAgentConnectors) { 'it is told, although Exchange Online does not tell it' }
}
