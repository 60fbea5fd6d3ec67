# kind: unconfigured
# after: exchange-oauth-on-premises.ps1
# reads only
# lists: authServers,exchangeOnlinePartners,linkedAccounts,connectors,hostNames,applicationIdentifiers,domainNames,overrides,certificates,oldServers
# Cases of the script that reads everything again on premises; run by Test-Script.ps1.
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne 'shell,auth-servers,exchange-online-partner,connector,host-names,export,hybrid-application,availability,test') { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
}
Test-Case 'facts: what is not there is told, and is no failure' {
    & $newState -Path "$work/nothing.json" -Kind unconfigured
    $run = Invoke-Script (New-Place $null "$work/nothing.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-online-partner').facts.enabled -ne $false) { 'the application is told as enabled' }
    $servers = ($run.receipt.steps | Where-Object id -eq 'auth-servers').facts.authServers
    if ($servers -isnot [array] -or $servers.Count) { 'the authorization servers are no empty list' }
}
