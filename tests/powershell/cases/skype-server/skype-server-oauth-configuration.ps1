# kind: skype
# skip: replication
# Cases of the script that tells Skype for Business Server where Exchange is; run by Test-Script.ps1.
Test-Case 'address: the former one is told, and only where it was changed' {
    $run = Invoke-Script (New-Place { param($s) $s.csOAuthConfiguration.ExchangeAutodiscoverUrl = 'https://old.contoso.com/autodiscover/autodiscover.xml' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'oauth-configuration').facts
    if ($facts.formerAutodiscoverUrl -ne 'https://old.contoso.com/autodiscover/autodiscover.xml') { "formerly '$($facts.formerAutodiscoverUrl)'" }
    if ($facts.exchangeAutodiscoverUrl -cne 'https://autodiscover.contoso.com/autodiscover/autodiscover.svc') { "now '$($facts.exchangeAutodiscoverUrl)'" }
    $again = Invoke-Script (New-Place $null $done)
    if (($again.receipt.steps | Where-Object id -eq 'oauth-configuration').facts.PSObject.Properties['formerAutodiscoverUrl']) { 'a former address is told where nothing was changed' }
}
Test-Case 'replication: what was set is sent to the servers of this pool, once' {
    $run = Invoke-Script (New-Place { param($s) $s.csWebServers = @([ordered]@{ Identity = 'WebServer:ex01.contoso.com'; PoolFqdn = 'ex01.contoso.com'; ExternalFqdn = 'web.contoso.com' }); $s.csPoolComputers = @('ex01.contoso.com', 'fe02.contoso.com') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@($run.state.csReplicationSent | Sort-Object -Unique) -join ',') -ne 'ex01.contoso.com,fe02.contoso.com') { "sent to $(@($run.state.csReplicationSent) -join ',')" }
    $again = Invoke-Script $run.place
    if (@($again.state.csReplicationSent).Count -ne @($run.state.csReplicationSent).Count) { 'sent again where nothing was changed' }
}
