# kind: rotation
# after: next.ps1
# arguments: -Publish -Confirm:$false
# goes on after errors
# skip: fresh:,where?it?cannot
# Cases of the script of the rollover; run by Test-Script.ps1. Its day has not come at first.
$was = $fresh.state.authConfig
$due = { param($s) $s.authConfig.NextCertificateEffectiveDate = [DateTime]::UtcNow.AddHours(-1).ToString('o') }
Test-Case 'early: nothing is published before the day, and that is told' {
    if ($fresh.code -ne 0) { "exit code $($fresh.code):`n$($fresh.text)" }
    if ($fresh.state.changes) { "$($fresh.state.changes) changes" }
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'rollover').facts
    if ($facts.rolledOver -ne $false -or $facts.overdue -ne $false) { 'told as done or due' }
    if (@($facts.previousThumbprints).Count) { 'a certificate is told as done with' }
}
Test-Case 'due: it is published, and the one before is told as done with' {
    $place = New-Place $due; $run = Invoke-Script $place; $again = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne 1) { "$($run.state.changes) changes" }
    if ($again.state.changes -ne 1) { 'the second run changed something' }
    foreach ($one in $run, $again) {
        $facts = ($one.receipt.steps | Where-Object id -eq 'rollover').facts
        if ($facts.rolledOver -ne $true -or $facts.overdue -ne $false) { 'not told as done' }
        if ((@($facts.previousThumbprints) -join ',') -ne $was.CurrentCertificateThumbprint) { "done with: $(@($facts.previousThumbprints) -join ',')" }
        if ($facts.previousThumbprints -isnot [array]) { 'that is no list' }
        if ($facts.currentThumbprint -ne $was.NextCertificateThumbprint) { 'another one is in use' }
        if (@($facts.serversUnread).Count -or @($facts.serversWithoutCurrent).Count) { 'a server was not read, or lacks it' }
    }
}
Test-Case 'due: nothing is published under -WhatIf' {
    $run = Invoke-Script (New-Place $due) '-WhatIf'
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if (($run.receipt.steps | Where-Object id -eq 'rollover').outcome -ne 'planned') { 'not planned' }
}
Test-Case 'due: it is published only where that was asked for' {
    $always = '-Confirm:$false'
    $run = Invoke-Script (New-Place $due)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'rollover').facts
    if ($facts.overdue -ne $true) { 'not told as overdue' }
}
foreach ($when in 'kill-before', 'kill-after') {
    Test-Case "due: ended at the change ($when), then run again" {
        $place = New-Place { param($s) & $due $s; $s.faults = @(@{ call = 1; kind = $when }) }
        $killed = Invoke-Script $place
        if ($killed.code -eq 0) { 'the process was not killed' }
        $state = $killed.state; $state.faults = @(); [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if (($run.receipt.steps | Where-Object id -eq 'rollover').facts.rolledOver -ne $true) { 'not told as done' }
    }
}
Test-Case 'due: what Exchange refuses ends in a receipt' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) & $due $s; $s.faults = @(@{ cmdlet = 'Set-AuthConfig'; kind = 'error' }) })) 'exchange-error'
}
Test-Case 'due: what Exchange refuses is printed also where nothing can be saved' {
    $place = New-Place { param($s) & $due $s; $s.faults = @(@{ cmdlet = 'Set-AuthConfig'; kind = 'error' }) }
    [IO.File]::WriteAllText("$place/out", 'a file, not a folder')
    Confirm-Failed (Invoke-Script $place) 'exchange-error'
}
Test-Case 'due: one that is not on this server is not published' {
    $run = Invoke-Script (New-Place { param($s) & $due $s; $s.certificates = @($s.certificates[0]) })
    Confirm-Failed $run 'certificate-not-on-server'
    if ($run.state.changes) { 'it was published' }
}
Test-Case 'due: which servers lack the next one is told before anything stops' {
    $run = Invoke-Script (New-Place { param($s) & $due $s; $s.certificates = @($s.certificates[0]) })
    if ((@(($run.receipt.steps | Where-Object id -eq 'rollover').facts.serversWithoutNext) -join ',') -ne 'EX01') { 'it is not in the receipt' }
    if ($run.text -notmatch 'without the next certificate: EX01') { 'it is not said' }
}
Test-Case 'due: who agrees reads which servers do not have it yet' {
    $run = Invoke-Script (New-Place { param($s) & $due $s
        $s.servers += [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
        $s.certificates[1].missingOn = @('EX02') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $step = $run.receipt.steps | Where-Object id -eq 'rollover'
    if (@($step.changes)[0].action -ne 'Publish the next certificate (not yet on EX02)') { "action: $(@($step.changes)[0].action)" }
    if ((@($step.facts.serversWithoutCurrent) -join ',') -ne 'EX02') { 'it is not told as missing the one in use' }
}
Test-Case 'told: where the one in use is not on this server, nobody knows whether Exchange is done' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = ''; $s.certificates = @($s.certificates[2]) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'rollover').facts
    if ($null -ne $facts.rolledOver) { "told: $($facts.rolledOver)" }
    if (@($facts.previousThumbprints).Count) { 'a certificate is told as done with' }
    if ((@($facts.notOnThisServer) -join ',') -ne 'current') { "not here: $(@($facts.notOnThisServer) -join ',')" }
}
Test-Case 'told: one in use that ends soon is no rollover, even without a next one' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = ''; $s.authConfig.PreviousCertificateThumbprint = $s.certificates[2].thumbprint })
    $facts = ($run.receipt.steps | Where-Object id -eq 'rollover').facts
    if ($facts.rolledOver -ne $false) { 'told as done' }
    if (@($facts.previousThumbprints).Count) { 'a certificate is told as done with' }
}
Test-Case 'told: after Exchange went over by itself and the one before was cleared, nothing is done with' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.CurrentCertificateThumbprint = $s.authConfig.NextCertificateThumbprint; $s.authConfig.NextCertificateThumbprint = '' })
    $facts = ($run.receipt.steps | Where-Object id -eq 'rollover').facts
    if ($facts.rolledOver -ne $true) { 'not told as done' }
    if ($facts.previousThumbprints -isnot [array] -or $facts.previousThumbprints.Count) { 'a certificate is told as done with' }
}
