# kind: online
# after: exchange-oauth-online.ps1
# reads only
# lists: connectors,missingDomains
# Cases of the script that reads everything again in Exchange Online; run by Test-Script.ps1.
Test-Case 'facts: what is not there is told, and is no failure' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @() })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@(($run.receipt.steps | Where-Object id -eq 'connector-online').facts.missingDomains) -join ',') -ne 'contoso.com') { 'the domain is not told' }
}
