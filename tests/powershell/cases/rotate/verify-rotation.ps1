# kind: rotation
# after: next.ps1
# reads only
# goes on after errors
# lists: certificates,candidates,notExportable,notOnThisServer,serversWithoutCurrent,serversWithoutNext,serversUnread,previousThumbprints
# Cases of the script that reads everything again; run by Test-Script.ps1.
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne 'shell,certificates,next,rollover') { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
    if (($fresh.receipt.steps | Where-Object id -eq 'next').facts.successor -ne $fresh.state.certificates[1].thumbprint) { 'the next one is not told' }
    if (($fresh.receipt.steps | Where-Object id -eq 'rollover').facts.rolledOver -ne $false) { 'the rollover is told as done' }
    foreach ($id in 'certificates', 'rollover') { if (@(($fresh.receipt.steps | Where-Object id -eq $id).facts.serversUnread).Count) { "${id}: a server was not read" } }
}
Test-Case 'files: none but the receipt is written' {
    $others = @(Get-ChildItem $fresh.output | Where-Object { $_.Name -notlike 'receipt-*' })
    if ($others.Count) { "written: $($others.Name -join ', ')" }
}
Test-Case 'facts: what cannot be read is told' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-AuthConfig'; kind = 'error' }) })
    Confirm-Failed $run 'exchange-error'
    if ((@($run.receipt.steps | Where-Object { $_.error }).id -join ',') -ne 'certificates,next,rollover') { "errors at $(@($run.receipt.steps | Where-Object { $_.error }).id -join ',')" }
}
Test-Case 'iis: on a PC that is no Exchange server nothing is restarted' {
    $Script = New-HealthVariant
    $run = Invoke-Script (New-Place { param($s) $s.servers[0].Name = 'EX09'; $s.servers[0].Identity = 'EX09'; $s.servers[0].Fqdn = 'ex09.contoso.com' }) '-RestartIis'
    Confirm-Failed $run $(if ($elevated) { 'not-an-exchange-server' } else { 'not-elevated' })
    if ($run.state.iisRestarts) { 'it was restarted' }
}
Test-Case 'iis: with -RecyclePools the two application pools are recycled, and IIS goes on' {
    $Script = New-HealthVariant
    $run = Invoke-Script (New-Place) '-RecyclePools'
    if (-not $elevated) { Confirm-Failed $run 'not-elevated'; return }
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -or @($run.state.poolsRecycled).Count -ne 1) { "restarts $($run.state.iisRestarts), recycled $(@($run.state.poolsRecycled) -join ',')" }
}
Test-Case 'iis: it is restarted only when that was asked for' {
    if ($fresh.state.iisRestarts) { 'it was restarted without being asked for' }
    $Script = New-HealthVariant
    $run = Invoke-Script (New-Place) '-RestartIis'
    if (-not $elevated) { Confirm-Failed $run 'not-elevated' }
    elseif ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -ne [int]$elevated) { "$($run.state.iisRestarts) restarts" }
}
