# after: skype-server-exchange.ps1
# reads only
# lists: servers,serverAddresses,withoutAddress,blankServers,undecided,notFilled
# Cases of the script that reads the Exchange side again; run by Test-Script.ps1.
$steps = 'exchange-certificate', 'autodiscover', 'skype-partner'
Test-Case 'facts: every step is read' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne ((@('shell') + $steps) -join ',')) { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
}
Test-Case 'files: none but the receipt is written' {
    $others = @(Get-ChildItem $fresh.output | Where-Object { $_.Name -notlike 'receipt-*' })
    if ($others.Count) { "written: $($others.Name -join ', ')" }
}
Test-Case 'facts: what is not there is told, and is no failure' {
    & $newState -Path "$work/nothing.json" -Kind fresh
    $run = Invoke-Script (New-Place $null "$work/nothing.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'facts: what cannot be read is told, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-ClientAccessService'; kind = 'error' }) })
    Confirm-Failed $run 'exchange-error'
    if ((@($run.receipt.steps | Where-Object { $_.error }).id -join ',') -ne 'autodiscover') { "errors at $(@($run.receipt.steps | Where-Object { $_.error }).id -join ',')" }
    if (@($run.receipt.steps).Count -ne $steps.Count + 1) { 'the rest was not read' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthConfig') })) 'cmdlet-not-in-role'
}
