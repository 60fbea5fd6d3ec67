# lists: servers,serverAddresses,withoutAddress,blankServers,undecided,notFilled,restarted
# kind: fresh
# Cases of the Exchange side of Skype for Business Server alone; run by Test-Script.ps1.
Test-Case 'autodiscover: only blank addresses are set' {
    $uris = $fresh.state.clientAccess.AutoDiscoverServiceInternalUri
    if ($uris[0] -cne 'https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml' -or $uris[1] -cne 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml') { $uris -join ' ' }
    if (@(($fresh.receipt.steps | Where-Object id -eq 'autodiscover').facts.withoutAddress).Count) { 'a server is told to have none' }
}

Test-Case 'partner: one that is there is not made again' {
    $run = Invoke-Script (New-Place { param($s) ($s.partnerApplications | Where-Object Name -eq 'LyncEnterprise').Enabled = $false } $done)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.partnerApplications | Where-Object { $_.AuthMetadataUrl }).Count -ne 1) { 'there are two' }
    if (($run.receipt.steps | Where-Object id -eq 'skype-partner').facts.enabled -ne $true) { 'it was not enabled' }
}
Test-Case 'partner: the script of Exchange writes where the result is read, and the window is as before' {
    $run = Invoke-Script (New-Place { param($s) $s.replicationLag = 500; $s.preferredServer = 'dc07.contoso.com' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $made = @($run.state.partnerApplications | Where-Object { $_.AuthMetadataUrl })[0]
    if ($made.writtenThrough -ne 'dc01.contoso.com') { "written through $($made.writtenThrough)" }
    if ($run.state.preferredServer -ne 'dc07.contoso.com') { "the window prefers $($run.state.preferredServer)" }
}
Test-Case 'partner: without the command for it, the script of Exchange is run all the same' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Set-ADServerSettings', 'Get-ADServerSettings') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'refused: partner-duplicate' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $b = [ordered]@{}; $a = $s.partnerApplications | Where-Object Name -eq 'LyncEnterprise'; foreach ($key in @($a.Keys)) { $b[$key] = $a[$key] }; $b.Name = 'Copy'; $b.Identity = 'Copy'; $s.partnerApplications += $b } $done)) 'partner-duplicate'
}
Test-Case 'refused: exchange-script-missing' {
    $place = New-Place; [void](New-Item -ItemType Directory "$place/exchange")
    Confirm-Failed (Invoke-Script $place) 'exchange-script-missing'
}

$two = "@('ex01.contoso.com', 'ex02.contoso.com')"
# EX02 answers Autodiscover requests in every state; here it is an Exchange server as well.
$second = [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
Test-Case 'iis: each that was named is restarted, and none in a dry run' {
    $Script = New-HealthVariant @{ RestartIisOn = $two }
    $dry = Invoke-Script (New-Place { param($s) $s.servers += $second }) '-WhatIf'
    if ($dry.state.iisRestarts) { 'it was restarted in a dry run' }
    $run = Invoke-Script (New-Place { param($s) $s.servers += $second })
    if (-not $elevated) { Confirm-Failed $run 'not-elevated'; return }
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -ne 2 -or (@(($run.receipt.steps | Where-Object id -eq 'iis').facts.restarted) -join ',') -ne 'ex01.contoso.com,ex02.contoso.com') { "$($run.state.iisRestarts) restarts" }
}
