# Cases of every script of the guide for Teams that reads what lets Teams in. $tested has:
#   step   the step to which the facts belong
Test-Case 'facts: as Exchange comes, nothing keeps Teams out' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq $tested.step).facts
    if ($facts.accessUnread -isnot [array] -or $facts.accessUnread.Count) { "not read: $($facts.accessUnread -join ', ')" }
    if (@($facts.ewsGates).Count -ne 1 -or $facts.ewsGates[0].enabled -ne 'not set' -or $facts.ewsGates[0].policy) { "gates: $($facts.ewsGates | ConvertTo-Json -Compress)" }
    if ($facts.ewsGates[0].allowed -isnot [array] -or $facts.ewsGates[0].blocked -isnot [array]) { 'a list is no list' }
    if ($facts.wildcardDomains -isnot [array] -or $facts.wildcardDomains.Count) { "wildcards: $($facts.wildcardDomains -join ', ')" }
    if (@($facts.virtualDirectories | Where-Object { $_.oauth -ne $true }).Count) { 'a directory is told to refuse OAuth' }
    if ((@($facts.ewsAddresses) -join ',') -ne 'https://mail.contoso.com/EWS/Exchange.asmx') { "addresses: $($facts.ewsAddresses -join ', ')" }
    if (@($facts.connectionPoints).Count -ne 2) { 'the connection points are not told' }
    if ($facts.PSObject.Properties['mailboxEwsGates']) { 'a mailbox was read without a mailbox' }
}
Test-Case 'facts: the build of each server is told, and that its hotfixes were not read' {
    $builds = @(($fresh.receipt.steps | Where-Object id -eq $tested.step).facts.builds)
    if ((@($builds | ForEach-Object { $_.name + '=' + $_.exact }) -join ',') -ne 'EX01=False') { "builds: $($builds | ConvertTo-Json -Compress)" }
    if ($builds[0].build -ne 'Version 15.2 (Build 1748.10)') { "build: $($builds[0].build)" }
}
Test-Case 'facts: a server without the certificate in use is told, and one that does not answer' {
    $run = Invoke-Script (New-Place {
            param($s)
            foreach ($name in 'EX02', 'EX03') { $s.servers += [ordered]@{ Name = $name; Identity = $name; Fqdn = ($name.ToLowerInvariant() + '.contoso.com'); AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' } }
            $s.certificates[0].missingOn = @('EX02'); $s.silentServers = @('EX03')
        })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ((@($facts.serversWithoutCurrent) -join ',') -ne 'EX02') { "without the one in use: $($facts.serversWithoutCurrent -join ', ')" }
    if ((@($facts.serversUnread) -join ',') -ne 'EX03') { "not read: $($facts.serversUnread -join ', ')" }
    if (@($facts.accessUnread).Count) { "settings not read: $($facts.accessUnread -join ', ')" }
    if ($fresh.receipt.steps.Count -and @(($fresh.receipt.steps | Where-Object id -eq $tested.step).facts.serversWithoutCurrent).Count) { 'missing where it is' }
}
Test-Case 'facts: without a certificate in use, no server is told to lack it' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.CurrentCertificateThumbprint = '' })
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ($facts.PSObject.Properties['serversWithoutCurrent']) { "told: $($facts.serversWithoutCurrent -join ', ')" }
}
Test-Case 'facts: what keeps Teams out is told' {
    $run = Invoke-Script (New-Place {
            param($s)
            $s.organization.EwsEnabled = $false; $s.organization.EwsApplicationAccessPolicy = 'EnforceAllowList'; $s.organization.EwsAllowList = @('*Outlook*')
            $s.acceptedDomains += [ordered]@{ Name = 'all'; DomainName = '*.contoso.com'; Default = $false; DomainType = 'Authoritative' }
            $s.refusesOAuth = @('EX02'); $s.virtualDirectories[0].ExternalUrl = 'http://mail.contoso.com/'
        })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    $gate = $facts.ewsGates[0]
    if ($gate.enabled -ne 'false' -or $gate.policy -ne 'EnforceAllowList' -or (@($gate.allowed) -join ',') -ne '*Outlook*') { "gate: $($gate | ConvertTo-Json -Compress)" }
    if ((@($facts.wildcardDomains) -join ',') -ne '*.contoso.com') { "wildcards: $($facts.wildcardDomains -join ', ')" }
    $off = @($facts.virtualDirectories | Where-Object { $_.oauth -eq $false } | ForEach-Object name | Sort-Object)
    if (($off -join ',') -ne 'EX02\Autodiscover (Default Web Site),EX02\EWS (Default Web Site)') { "without OAuth: $($off -join ', ')" }
    if (@($facts.virtualDirectories | Where-Object { $_.scheme -eq 'http' }).Count -ne 1) { 'the address without TLS is not told' }
}
Test-Case 'facts: where only the methods are told, they say whether OAuth is on' {
    $run = Invoke-Script (New-Place { param($s) $s.methodsOnly = $true; $s.refusesOAuth = @('EX02') })
    $found = @(($run.receipt.steps | Where-Object id -eq $tested.step).facts.virtualDirectories | Where-Object kind -eq 'autodiscover')
    if ((@($found | ForEach-Object { $_.name.Substring(0, 4) + '=' + $_.oauth }) -join ',') -ne 'EX01=True,EX02=False') { "told: $($found | ConvertTo-Json -Compress)" }
}
Test-Case 'facts: where the setting and the methods differ, it is not known' {
    $run = Invoke-Script (New-Place { param($s) $s.contraryMethods = $true })
    $found = @(($run.receipt.steps | Where-Object id -eq $tested.step).facts.virtualDirectories | Where-Object kind -eq 'autodiscover')
    if (@($found | Where-Object { $null -ne $_.oauth }).Count) { "told: $($found | ConvertTo-Json -Compress)" }
}
Test-Case 'facts: what cannot be read is named, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-WebServicesVirtualDirectory'; kind = 'error' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq $tested.step).facts
    if ((@($facts.accessUnread) -join ',') -ne 'Virtual directories') { "not read: $($facts.accessUnread -join ', ')" }
    if ($facts.PSObject.Properties['virtualDirectories'] -or -not $facts.ewsGates) { 'not the rest, or more than the rest' }
}
