# lists: restarted
# skip: replication
# reads only
# Cases of the script that restarts IIS; run by Test-Script.ps1. It changes nothing in Exchange.
Test-Case 'iis: none is restarted where none was named' { if ($fresh.state.iisRestarts) { "$($fresh.state.iisRestarts) restarts" } }
Test-Case 'iis: each that was named is restarted, and none in a dry run' {
    $Script = New-Variant @{ RestartIisOn = "@('ex01.contoso.com', 'ex02.contoso.com')" }
    $dry = Invoke-Script (New-Place) '-WhatIf'
    if ($dry.state.iisRestarts) { 'it was restarted in a dry run' }
    $run = Invoke-Script (New-Place)
    if (@($run.receipt.steps | Where-Object { $_.error }).Count) { Confirm-Failed $run 'not-elevated' }
    elseif ($run.state.iisRestarts -ne 2 -or (@(($run.receipt.steps | Where-Object id -eq 'iis').facts.restarted) -join ',') -ne 'ex01.contoso.com,ex02.contoso.com') { "$($run.state.iisRestarts) restarts" }
}
