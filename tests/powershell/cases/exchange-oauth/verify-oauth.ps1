# kind: unconfigured
# after: exchange-oauth-on-premises.ps1
# reads only
# lists: authServers,exchangeOnlinePartners,linkedAccounts,connectors,hostNames,hostNameOrigins,relationships,freeBusyThrough,waitsFor,applicationIdentifiers,domainNames,overrides,certificates,oldServers
# Cases of the script that reads everything again on premises; run by Test-Script.ps1.
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne 'shell,auth-servers,exchange-online-partner,host-names,export,hybrid-application,connector,availability,test,enable-connector') { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
}
Test-Case 'facts: what is not there is told, and is no failure' {
    & $newState -Path "$work/nothing.json" -Kind unconfigured
    $run = Invoke-Script (New-Place $null "$work/nothing.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-online-partner').facts.enabled -ne $false) { 'the application is told as enabled' }
    $servers = ($run.receipt.steps | Where-Object id -eq 'auth-servers').facts.authServers
    if ($servers -isnot [array] -or $servers.Count) { 'the authorization servers are no empty list' }
}
Test-Case 'connector: one that waits is told as waiting, and an own one that is due waits for its script' {
    & $newState -Path "$work/ready.json" -Kind ready
    $waits = {
        param([hashtable]$Change)
        $Script = New-Variant $Change
        $run = Invoke-Script (New-Place $null "$work/ready.json")
        if ($run.state.changes) { "$($run.state.changes) changes" }
        @(($run.receipt.steps | Where-Object id -eq 'enable-connector').facts.waitsFor) -join ','
    }
    $test = "'anna@contoso.com'"
    $told = & $waits @{ Uploaded = '@()'; TestMailbox = $test }
    if ($told -ne 'register-names') { "without names: $told" }
    $told = & $waits @{ TestMailbox = $test; Created = "@('connector:HybridIOC')" }
    if ($told -ne 'enable-connector') { "of its own: $told" }
    $told = & $waits @{ TestMailbox = $test; Created = '@()' }
    if ($told) { "of somebody else: $told" }
}
