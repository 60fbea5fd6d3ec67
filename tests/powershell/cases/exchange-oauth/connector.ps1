# kind: unconfigured
# lists: connectors
# Cases of the script for the connector on premises; run by Test-Script.ps1.
Test-Case 'wizard: a connector of another name is enabled and not doubled' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $false; TargetAddressDomains = @('contoso.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.connectors).Count -ne 1 -or -not $run.state.connectors[0].Enabled) { 'the connector was not enabled' }
}
