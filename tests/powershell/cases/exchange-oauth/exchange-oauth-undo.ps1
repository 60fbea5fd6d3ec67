# kind: unconfigured
# after: exchange-oauth-on-premises.ps1
# arguments: -Confirm:$false
# Cases of the undo script on premises; run by Test-Script.ps1.
Test-Case 'undo: what was made is gone, and what was enabled is off again' {
    $Script = New-Variant @{ Enabled = "@('exchange-online-partner:Exchange Online')" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    & $newState -Path "$work/before.json" -Kind unconfigured
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $run.state; output = '/nowhere' } 'undo'
}
$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
Test-Case 'undo: an authorization server that the hybrid application uses is left' {
    $run = Invoke-Script (New-Place { param($s) ($s.authServers | Where-Object Name -eq 'evoSTS').ApplicationIdentifier = 'abc' })
    Confirm-Failed $run 'undo-in-use'
    if (@($run.state.authServers | Where-Object { -not $_.deletedAtCall }).Count -ne 2) { 'one was removed' }
}
Test-Case 'undo: an authorization server at which users sign in by now is left' {
    $endpoint = { param($s) ($s.authServers | Where-Object Name -eq 'evoSTS').IsDefaultAuthorizationEndpoint = $true }
    foreach ($answers in @{}, @{ Created = '@()'; Enabled = "@('auth-server:evoSTS')" }) {
        $Script = New-Variant $answers
        $run = Invoke-Script (New-Place $endpoint)
        Confirm-Failed $run 'undo-in-use'
        if (@($run.state.authServers | Where-Object { $_.Enabled -and -not $_.deletedAtCall }).Count -ne 2) { 'one was removed or disabled' }
    }
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place $endpoint)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'undo: a connector that leads elsewhere as well is left' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors[0].TargetAddressDomains += 'fabrikam.mail.onmicrosoft.com' })
    Confirm-Failed $run 'undo-changed-since'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
