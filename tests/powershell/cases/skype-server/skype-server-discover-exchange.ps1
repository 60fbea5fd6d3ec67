# lists: unread,acceptedDomains,servers,clientAccess,withoutAddress,partnerApplications,certificates
# reads only
# goes on after errors
# Cases of the discovery on the Exchange side; run by Test-Script.ps1.
Test-Case 'reads: facts are complete and nothing is unread' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if ((@($facts.withoutAddress) -join ',') -ne 'EX02') { "without an address: $(@($facts.withoutAddress) -join ',')" }
    if (@($facts.clientAccess).Count -ne 2 -or $facts.clientAccess[0].autodiscoverUri -notlike 'https://autodiscover.contoso.com/*') { 'the addresses are not told' }
}
Test-Case 'reads: one thing that cannot be read is named, the rest is there' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-ClientAccessService'; kind = 'error' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.unread.name) -join ',') -ne 'clientAccess,withoutAddress') { "unread: $($facts.unread.name -join ', ')" }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthConfig') })) 'cmdlet-not-in-role'
}
