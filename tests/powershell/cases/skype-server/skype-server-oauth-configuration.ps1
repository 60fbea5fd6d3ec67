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
