# lists: externalFqdns
# kind: skype
# skip: replication
# reads only
# Cases of the script that reads the external names; run by Test-Script.ps1.
Test-Case 'names: of every pool, each once' {
    $told = @(($fresh.receipt.steps | Where-Object id -eq 'web-services').facts.externalFqdns)
    if (($told -join ',') -ne 'pool1web.contoso.com,pool2web.contoso.com') { $told -join ',' }
}
Test-Case 'names: a pool without one is passed over' {
    $run = Invoke-Script (New-Place { param($s) $s.csWebServers[0].ExternalFqdn = ''; $s.csWebServers[1].ExternalFqdn = '' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $told = ($run.receipt.steps | Where-Object id -eq 'web-services').facts.externalFqdns
    if ($told -isnot [array] -or $told.Count) { 'no empty list' }
}
