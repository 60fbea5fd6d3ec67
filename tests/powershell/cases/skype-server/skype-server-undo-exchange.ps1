# after: skype-server-exchange.ps1
# arguments: -Confirm:$false
# skip: replication
# lists: servers,serverAddresses,withoutAddress,blankServers,undecided,notFilled
# Cases of the undo on the Exchange side; run by Test-Script.ps1.
Test-Case 'undo: the organisation is the one from before' {
    & $newState -Path "$work/before.json" -Kind fresh
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $fresh.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: an address that was changed since is left' {
    $run = Invoke-Script (New-Place { param($s) $s.clientAccess[1].AutoDiscoverServiceInternalUri = 'https://other.contoso.com/autodiscover/autodiscover.xml' })
    Confirm-Failed $run 'undo-changed-since'
    if (-not $run.state.clientAccess[1].AutoDiscoverServiceInternalUri) { 'it was taken away' }
}
Test-Case 'undo: an application that was only enabled is disabled' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('skype-partner')" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.partnerApplications | Where-Object { $_.AuthMetadataUrl -and -not $_.Enabled }).Count -ne 1) { 'it is not disabled' }
}

$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
