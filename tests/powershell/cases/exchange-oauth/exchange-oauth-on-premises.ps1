# kind: unconfigured
# lists: authServers,exchangeOnlinePartners,linkedAccounts,connectors,hostNames,hostNameOrigins,relationships,freeBusyThrough,waitsFor,applicationIdentifiers,domainNames,overrides,certificates,oldServers,addressSpaces,withoutAddressSpace
# Cases of the Exchange OAuth script alone; run by Test-Script.ps1.
Test-Case 'wizard: what the Hybrid Configuration Wizard made under other names is taken as it is' {
    $run = Invoke-Script (New-Place {
            param($s)
            $s.authServers = @([ordered]@{ Name = 'ACS - 1'; Identity = 'ACS - 1'; Type = 'MicrosoftACS'; Realm = $s.tenant; Enabled = $true; AuthMetadataUrl = 'https://accounts.accesscontrol.windows.net/other/metadata/json/1'; ApplicationIdentifier = '' }, [ordered]@{ Name = 'EvoSts - 1'; Identity = 'EvoSts - 1'; Type = 'AzureAD'; Realm = $s.tenant; Enabled = $false; AuthMetadataUrl = 'https://login.windows.net/other'; ApplicationIdentifier = 'abc' })
            $s.connectors = @([ordered]@{ Name = 'HybridIOC - 1'; Identity = 'HybridIOC - 1'; Enabled = $false; TargetAddressDomains = @('contoso.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' })
        })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.authServers).Count -ne 2) { 'a second authorization server was made' }
    if (@($run.state.authServers | Where-Object { -not $_.Enabled }).Count) { 'the disabled one was not enabled' }
    if (@($run.state.connectors).Count -ne 1 -or $run.state.connectors[0].Enabled) { 'the connector was enabled before OAuth works' }
}
Test-Case 'connector: it is created off, and what comes first is said' {
    if ($fresh.state.connectors[0].Enabled) { 'it is enabled' }
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'enable-connector').facts
    if ((@($facts.waitsFor) -join ',') -ne 'hybrid-application') { "waits for: $(@($facts.waitsFor) -join ',')" }
    if (($fresh.text -replace '\r?\n') -notmatch 'These steps come first: hybrid-application') { 'it is not said' }
}
Test-Case 'connector: a later run enables it, once everything before it is in place' {
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'"; EnableConnector = '$false' }
    $place = New-Place
    $first = Invoke-Script $place
    if ($first.state.connectors[0].Enabled) { 'it is enabled by the first run' }
    $state = $first.state
    ($state.authServers | Where-Object Name -eq 'evoSTS').ApplicationIdentifier = 'abc'
    $state.settingOverrides = @([ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'ExchangeOnpremAsThirdPartyAppId'; Parameters = @('Enabled=true') })
    [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
    $second = Invoke-Script $place
    if ($second.code -ne 0) { "exit code $($second.code):`n$($second.text)" }
    if (-not $second.state.connectors[0].Enabled) { "it is still off:`n$($second.text)" }
    $again = Invoke-Script $place
    if ($again.state.changes -ne $second.state.changes) { 'the third run changed something' }
}
Test-Case 'refused: exchange-online-partner-missing' { Confirm-Failed (Invoke-Script (New-Place { param($s) $s.partnerApplications = @() })) 'exchange-online-partner-missing' }
Test-Case 'facts: host names come from every virtual directory and autodiscover address' {
    $names = @(($fresh.receipt.steps | Where-Object id -eq 'host-names').facts.hostNames)
    if (($names -join ',') -ne 'autodiscover.contoso.com,ex02.contoso.com,mail.contoso.com') { "found $($names -join ',')" }
}
Test-Case 'old servers get their address space in the same run' {
    $run = Invoke-Script (New-Place { param($s) $s.servers += [ordered]@{ Name = 'EX10'; Identity = 'EX10'; Fqdn = 'ex10.contoso.com'; AdminDisplayVersion = 'Version 14.3 (Build 123.4)'; ServerRole = 'Mailbox'; Edition = 'Standard' } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.availabilityAddressSpaces).Count -ne 1) { 'it was not added' }
    if (@($fresh.state.availabilityAddressSpaces).Count) { 'it was added where no server is old' }
}
