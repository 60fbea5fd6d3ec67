# kind: skype
# skip: replication
# Cases of the script that makes Exchange a partner of Skype for Business Server; run by Test-Script.ps1.
Test-Case 'partner: one that points elsewhere is pointed here, and its former values are told' {
    $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'Exchange'; ApplicationIdentifier = ''; ApplicationTrustLevel = 'None'; UseOAuthServer = $false; MetadataUrl = 'https://old.contoso.com/autodiscover/metadata/json/1'; Enabled = $false }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts
    if ($facts.formerMetadataUrl -notlike 'https://old*' -or $facts.formerTrustLevel -ne 'None' -or $facts.formerEnabled -ne 'False') { $facts | ConvertTo-Json -Compress }
    if ($facts.metadataUrl -ne 'https://autodiscover.contoso.com/autodiscover/metadata/json/1' -or $facts.trustLevel -ne 'Full' -or $facts.enabled -ne $true) { $facts | ConvertTo-Json -Compress }
}
Test-Case 'partner: an address that stands inside its token is read' {
    $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'Exchange'; AuthToken = 'Value=https://autodiscover.contoso.com/autodiscover/metadata/json/1'; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; ApplicationTrustLevel = 'Full'; Enabled = $true }) })
    if ($run.code -ne 0 -or $run.state.changes) { "exit code $($run.code), $($run.state.changes) changes:`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts
    if ($facts.metadataUrl -ne 'https://autodiscover.contoso.com/autodiscover/metadata/json/1') { "address '$($facts.metadataUrl)'" }
}
Test-Case 'refused: partner-duplicate' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @(foreach ($one in 'Exchange', 'Other') { [ordered]@{ Identity = $one; ApplicationIdentifier = ''; ApplicationTrustLevel = 'Full'; UseOAuthServer = $false; MetadataUrl = 'https://autodiscover.contoso.com/autodiscover/metadata/json/1'; Enabled = $true } }) })) 'partner-duplicate'
}
Test-Case 'replication: what was set is sent to the servers of this pool, once' {
    $run = Invoke-Script (New-Place { param($s) $s.csWebServers = @([ordered]@{ Identity = 'WebServer:ex01.contoso.com'; PoolFqdn = 'ex01.contoso.com'; ExternalFqdn = 'web.contoso.com' }); $s.csPoolComputers = @('ex01.contoso.com', 'fe02.contoso.com') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@($run.state.csReplicationSent | Sort-Object -Unique) -join ',') -ne 'ex01.contoso.com,fe02.contoso.com') { "sent to $(@($run.state.csReplicationSent) -join ',')" }
    $again = Invoke-Script $run.place
    if (@($again.state.csReplicationSent).Count -ne @($run.state.csReplicationSent).Count) { 'sent again where nothing was changed' }
}
