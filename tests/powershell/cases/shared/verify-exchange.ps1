# Cases of every script that reads a whole guide for Exchange Server again. $tested has:
#   steps             the steps, in order
#   linked, account   a step of a linked application, and the account to which it is linked
#   roleFact          the fact of the step for roles that is a list
#   reading           the command with which that step reads, made to fail
#   missing           a command without which the script is refused
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne ((@('shell') + $tested.steps) -join ',')) { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
    $facts = ($fresh.receipt.steps | Where-Object id -eq $tested.linked).facts
    if ($facts.enabled -ne $true -or $facts.linkedAccount -ne ('contoso.com/Users/' + $tested.account)) { 'the application is not told as it is' }
}
Test-Case 'files: none but the receipt is written' {
    $others = @(Get-ChildItem $fresh.output | Where-Object { $_.Name -notlike 'receipt-*' })
    if ($others.Count) { "written: $($others.Name -join ', ')" }
}
Test-Case 'facts: what is not there is told, and is no failure' {
    & $newState -Path "$work/nothing.json" -Kind fresh
    $run = Invoke-Script (New-Place $null "$work/nothing.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'account').facts.identity) { 'an account is told' }
    $list = ($run.receipt.steps | Where-Object id -eq 'role').facts.($tested.roleFact)
    if ($list -isnot [array] -or $list.Count) { "the $($tested.roleFact) are no empty list" }
    if (($run.receipt.steps | Where-Object id -eq 'sfbonline').facts.enabled -ne $false) { 'an application is told as enabled' }
}
Test-Case 'facts: what cannot be read is told, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-AuthServer'; kind = 'error' }, @{ cmdlet = $tested.reading; kind = 'error' }) })
    Confirm-Failed $run 'exchange-error'
    if ($run.receipt.failure -ne 'exchange-oauth') { "failed at '$($run.receipt.failure)'" }
    if ((@($run.receipt.steps | Where-Object { $_.error }).id -join ',') -ne 'exchange-oauth,role') { "errors at $(@($run.receipt.steps | Where-Object { $_.error }).id -join ',')" }
    if (@(($run.receipt.steps | Where-Object id -eq 'export').facts.certificates).Count -ne 1) { 'the certificate was not read' }
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
Test-Case 'iis: it is restarted only when that was asked for, and not in a dry run' {
    if ($fresh.state.iisRestarts) { 'it was restarted without being asked for' }
    $Script = New-HealthVariant
    $run = Invoke-Script (New-Place) '-RestartIis -WhatIf'
    if ($run.state.iisRestarts) { 'it was restarted in a dry run' }
    if (-not $elevated) { Confirm-Failed $run 'not-elevated' }
    elseif (($run.receipt.steps | Where-Object id -eq 'iis').outcome -ne 'planned') { 'not planned' }
}
Test-Case 'iis: it is restarted once, in an elevated window' {
    $Script = New-HealthVariant
    $run = Invoke-Script (New-Place) '-RestartIis'
    if (-not $elevated) { Confirm-Failed $run 'not-elevated' }
    elseif ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -ne [int]$elevated) { "$($run.state.iisRestarts) restarts" }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @($tested.missing) })) 'cmdlet-not-in-role'
}
