# kind: rotation
# reads only
# goes on after errors
# lists: certificates,serversWithoutCurrent,serversWithoutNext,serversUnread,notOnThisServer
# Cases of the script that reads the certificates; run by Test-Script.ps1.
Test-Case 'facts: the days are counted and the bytes are told' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'certificates').facts
    if ($facts.currentDaysLeft -notin 27, 28) { "days left: $($facts.currentDaysLeft)" }
    if ($facts.certificates[0].der -ne $fresh.state.certificates[0].der) { 'another certificate is told' }
    if ($facts.nextThumbprint -or $facts.effectiveDate) { 'a next one is told' }
    if ($null -ne $facts.nextDaysLeft) { "days of the next one: $($facts.nextDaysLeft)" }
    if (@($facts.serversWithoutCurrent).Count) { 'missing on a server' }
    if (@($facts.serversUnread).Count) { "not read: $(@($facts.serversUnread) -join ', ')" }
}
Test-Case 'facts: both certificates are told where a next one is set' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint; $s.authConfig.NextCertificateEffectiveDate = [DateTime]::UtcNow.AddDays(9).ToString('o') })
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ((@($facts.certificates.use) -join ',') -ne 'current,next') { "told: $(@($facts.certificates.use) -join ',')" }
    if (-not $facts.effectiveDate) { 'its day is not told' }
}
Test-Case 'facts: a server without a certificate is named, for each of the two' {
    $run = Invoke-Script (New-Place { param($s)
        $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint
        $s.servers += [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
        $s.servers += [ordered]@{ Name = 'EDGE'; Identity = 'EDGE'; Fqdn = 'edge.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Edge'; Edition = 'Standard' }
        $s.certificates[0].missingOn = @('EX02', 'EDGE'); $s.certificates[1].missingOn = @('EX01', 'EDGE') })
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ((@($facts.serversWithoutCurrent) -join ',') -ne 'EX02') { "without the one in use: $(@($facts.serversWithoutCurrent) -join ',')" }
    if ((@($facts.serversWithoutNext) -join ',') -ne 'EX01') { "without the next one: $(@($facts.serversWithoutNext) -join ',')" }
    if (@($facts.serversUnread).Count) { "not read: $(@($facts.serversUnread) -join ', ')" }
}
function New-Server {
    param([string]$Name)
    [ordered]@{ Name = $Name; Identity = $Name; Fqdn = ($Name.ToLowerInvariant() + '.contoso.com'); AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
}
Test-Case 'facts: a server that does not answer is named, is no failure, and the others are read' {
    $run = Invoke-Script (New-Place { param($s) $s.servers += New-Server 'EX02'; $s.servers += New-Server 'EX03'; $s.silentServers = @('EX02'); $s.certificates[0].missingOn = @('EX03') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ((@($facts.serversUnread) -join ',') -ne 'EX02') { "not read: $(@($facts.serversUnread) -join ',')" }
    if ((@($facts.serversWithoutCurrent) -join ',') -ne 'EX03') { "without the one in use: $(@($facts.serversWithoutCurrent) -join ',')" }
}
Test-Case 'facts: a list of servers that is not understood does not pass for one without faults' {
    $run = Invoke-Script (New-Place { param($s) $s.servers[0].AdminDisplayVersion = '15.2.1748.10' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@(($run.receipt.steps | Where-Object id -eq 'certificates').facts.serversUnread) -join ',') -ne 'EX01') { 'no server is told as unread' }
    if (@($run.state.journal | Where-Object { $_.cmdlet -eq 'Get-ExchangeCertificate' }).Count) { 'a server was asked, and did not answer' }
}
Test-Case 'facts: where Exchange tells only bytes, the thumbprint is taken from them' {
    $run = Invoke-Script (New-Place { param($s) $s.rawCertificates = $true; $s.servers += New-Server 'EX02'; $s.certificates[0].missingOn = @('EX02') })
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ((@($facts.serversWithoutCurrent) -join ',') -ne 'EX02') { "without the one in use: $(@($facts.serversWithoutCurrent) -join ',')" }
    if (@($facts.serversUnread).Count) { "not read: $(@($facts.serversUnread) -join ', ')" }
}
Test-Case 'facts: one that has ended has less than 0 days' {
    & $newState -Path "$work/expired.json" -Kind expired
    $run = Invoke-Script (New-Place $null "$work/expired.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ($facts.currentDaysLeft -ge 0) { 'told as valid' }
    # Servers then tell only the bytes of their certificates.
    if (@($facts.serversUnread).Count -or @($facts.serversWithoutCurrent).Count) { 'the servers were not read' }
}
Test-Case 'facts: where this server has none of them, the servers that lack them are told, and the rest' {
    $run = Invoke-Script (New-Place { param($s)
        $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint
        $s.servers += [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
        $s.certificates = @($s.certificates[2]) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    foreach ($list in 'serversWithoutCurrent', 'serversWithoutNext') {
        if ((@($facts.$list) -join ',') -ne 'EX01,EX02') { "${list}: $(@($facts.$list) -join ',')" }
    }
    if ((@($facts.notOnThisServer) -join ',') -ne 'current,next') { "not here: $(@($facts.notOnThisServer) -join ',')" }
    if ($facts.certificates -isnot [array] -or $facts.certificates.Count) { 'a certificate is told' }
    if ($null -ne $facts.currentDaysLeft -or $null -ne $facts.nextDaysLeft) { 'days are told' }
    if ($facts.nextThumbprint -ne $run.state.authConfig.NextCertificateThumbprint) { 'its thumbprint is not told' }
    if ($run.text.IndexOf('without the certificate in use') -gt $run.text.IndexOf('not on this server')) { 'the servers are not told first' }
}
Test-Case 'facts: where only the next one is missing here, the one in use is told' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint; $s.certificates = @($s.certificates[0]) })
    $facts = ($run.receipt.steps | Where-Object id -eq 'certificates').facts
    if ((@($facts.certificates.use) -join ',') -ne 'current') { "told: $(@($facts.certificates.use) -join ',')" }
    if ((@($facts.notOnThisServer) -join ',') -ne 'next') { "not here: $(@($facts.notOnThisServer) -join ',')" }
}
$refusals = [ordered]@{
    'no-auth-certificate'       = { param($s) $s.authConfig.CurrentCertificateThumbprint = '' }
    'bad-thumbprint'            = { param($s) $s.authConfig.NextCertificateThumbprint = '12' }
}
foreach ($code in $refusals.Keys) {
    Test-Case "refused: $code" { Confirm-Failed (Invoke-Script (New-Place $refusals[$code])) $code }
}
