# kind: unnamed
# skip: replication
# Cases of the script that sets the service name; run by Test-Script.ps1.
Test-Case 'name: the former one is told' {
    $run = Invoke-Script (New-Place { param($s) $s.csOAuthConfiguration.ServiceName = 'x' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'service-name').facts
    if ($facts.formerServiceName -ne 'x' -or $facts.serviceName -ne '00000004-0000-0ff1-ce00-000000000000') { $facts | ConvertTo-Json -Compress }
}
