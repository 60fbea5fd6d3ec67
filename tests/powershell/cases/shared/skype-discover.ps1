# Cases of every discovery script for Skype for Business Server.
Test-Case 'reads: facts are complete and nothing is unread' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery-skype').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if (@($facts.webServices).Count -ne 2 -or @($facts.pools).Count -ne 2 -or @($facts.pools[0].computers).Count -ne 2) { 'pools are missing' }
    if (@($facts.tokenIssuers).Count -ne 1 -or -not $facts.tokenIssuers[0].onThisServer) { 'the certificate is not told' }
    if ($facts.oauthConfiguration.serviceName -ne '00000004-0000-0ff1-ce00-000000000000') { 'the service name is not told' }
}
Test-Case 'reads: one thing that cannot be read is named, the rest is there' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-CsPool'; kind = 'error' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery-skype').facts
    if ((@($facts.unread.name) -join ',') -ne 'pools') { "unread: $($facts.unread.name -join ', ')" }
    if (@($facts.webServices).Count -ne 2) { 'the rest is missing' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-CsService') })) 'cmdlet-not-in-role'
}
