# after: skype-hybrid-skype.ps1
# arguments: -Confirm:$false
# kind: skype
# skip: replication
# Cases of the undo script; run by Test-Script.ps1.
Test-Case 'undo: the deployment is the one from before' {
    $Script = New-Variant @{ Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    & $newState -Path "$work/before.json" -Kind skype
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $run.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: an application that was removed is made again' {
    $Script = New-Variant @{ Created = "@('exchange-partner')"; Relinked = "@{ 'exchange-partner-identifier' = '00000002-0000-0000-0000-000000000000';'exchange-partner-trust' = 'None';'exchange-partner-server' = 'True';'exchange-partner-address' = '' }" }
    $place = New-Place
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $partner = @($run.state.csPartnerApplications)[0]
    if ($partner.ApplicationIdentifier -ne '00000002-0000-0000-0000-000000000000' -or $partner.ApplicationTrustLevel -ne 'None' -or -not $partner.UseOAuthServer) { $partner | ConvertTo-Json -Compress }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts.present -ne $false) { 'ours is told to be there' }
    $again = Invoke-Script $place
    if ($again.code -ne 0 -or $again.state.changes -ne $run.state.changes) { 'a second run changed something' }
}
Test-Case 'undo: former trust, address and name are set again' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'oauth-server' = 'https://old';'exchange-partner-trust' = 'None';'exchange-partner-server' = 'True';'exchange-partner-address' = '';'service-name' = 'x' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.csOAuthServers[0].MetadataUrl -ne 'https://old' -or $run.state.csOAuthConfiguration.ServiceName -ne 'x' -or $run.state.csPartnerApplications[0].ApplicationTrustLevel -ne 'None') { Get-Outcome $run }
}
Test-Case 'undo: an application that was off before is off again' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('exchange-partner')"; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne 1 -or $run.state.csPartnerApplications[0].Enabled) { 'it is not' }
}
Test-Case 'undo: what somebody changed since is left' {
    $Script = New-Variant @{ Relinked = '@{}' }
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csOAuthServers[0].MetadataUrl = 'https://other' })) 'undo-changed-since'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csPartnerApplications[0].ApplicationTrustLevel = 'None' })) 'undo-changed-since'
}
Test-Case 'undo: an application that trusted a certificate is left' {
    $Script = New-Variant @{ Relinked = "@{ 'exchange-partner-trust' = 'Full';'exchange-partner-server' = 'False';'exchange-partner-address' = '' }" }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'undo-by-hand'
    if (@($run.state.csPartnerApplications).Count -ne 1) { 'it was removed' }
}

$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
