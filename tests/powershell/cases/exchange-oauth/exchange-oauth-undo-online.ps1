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
Test-Case 'undo: the application that was added is off the list, and the others are on it' {
    if ([string]$fresh.state.organization.EwsAllowedAppIDs -ne '3333eeee-4444-ffff-5555-aaaa6666bbbb,4444ffff-5555-aaaa-6666-bbbb7777cccc') { "list: $($fresh.state.organization.EwsAllowedAppIDs)" }
}
Test-Case 'undo: what others added to the list since stays' {
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsAllowedAppIDs = $s.organization.EwsAllowedAppIDs + ',5555aaaa-6666-bbbb-7777-cccc8888dddd' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ([string]$run.state.organization.EwsAllowedAppIDs -notlike '*,5555aaaa-6666-bbbb-7777-cccc8888dddd') { "list: $($run.state.organization.EwsAllowedAppIDs)" }
    if ([string]$run.state.organization.EwsAllowedAppIDs -match '2222dddd') { 'its own entry is still there' }
}
Test-Case 'undo: the last entry of a list that is in force is left' {
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsAllowedAppIDs = '2222dddd-3333-eeee-4444-ffff5555aaaa' })
    Confirm-Failed $run 'undo-in-use'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'refused: ews-list-unread' {
    $run = Invoke-Script (New-Place { param($s) $s.hiddenAppIds = $true })
    Confirm-Failed $run 'ews-list-unread'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'undo: a setup that added nothing does not read the list' {
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place { param($s) $s.hiddenAppIds = $true })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.receipt.steps.id) -contains 'ews-access') { 'the step is told' }
}
