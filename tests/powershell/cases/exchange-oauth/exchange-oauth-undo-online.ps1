# kind: online
# after: exchange-oauth-online.ps1
# arguments: -Confirm:$false
# Cases of the undo script in Exchange Online; run by Test-Script.ps1.
Test-Case 'undo: the connector that was made is gone' {
    if (@($fresh.state.connectors | Where-Object { -not $_.deletedAtCall }).Count) { 'it is still there' }
}
Test-Case 'undo: one that was only enabled is disabled again' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('connector-online:ExchangeHybridOnlineToOnPremises')" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.connectors[0].Enabled -or $run.state.connectors[0].deletedAtCall) { 'it is not disabled' }
}
Test-Case 'undo: a connector that leads elsewhere as well is left' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors[0].TargetAddressDomains += 'fabrikam.com' })
    Confirm-Failed $run 'undo-changed-since'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
