# after: skype-server-skype.ps1
# arguments: -Confirm:$false
# kind: skype
# skip: replication
# Cases of the undo on the Skype for Business side; run by Test-Script.ps1.
Test-Case 'undo: the deployment is the one from before' {
    $Script = New-Variant @{ Relinked = "@{ 'oauth-configuration' = '' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    & $newState -Path "$work/before.json" -Kind skype
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $run.state; output = '/nowhere' } 'undo'
}
Test-Case 'undo: former values are set again' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'exchange-partner' = 'https://old.contoso.com/autodiscover/metadata/json/1';'exchange-partner-trust' = 'None';'exchange-partner-enabled' = 'False' }" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $partner = $run.state.csPartnerApplications[0]
    if ($partner.MetadataUrl -notlike 'https://old*' -or $partner.ApplicationTrustLevel -ne 'None' -or $partner.Enabled -ne $false) { $partner | ConvertTo-Json -Compress }
}
Test-Case 'undo: what somebody changed since is left' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csPartnerApplications[0].MetadataUrl = 'https://other' })) 'undo-changed-since'
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csOAuthConfiguration.ExchangeAutodiscoverUrl = 'https://other' })) 'undo-changed-since'
}
Test-Case 'undo: what had no address before is left' {
    $Script = New-Variant @{ Created = '@()'; Relinked = "@{ 'exchange-partner' = '';'exchange-partner-trust' = 'Full';'exchange-partner-enabled' = 'True' }" }
    Confirm-Failed (Invoke-Script (New-Place)) 'undo-by-hand'
}

$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Relinked = '@{}' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
