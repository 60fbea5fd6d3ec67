# reads only
# Cases of the script that tests OAuth; run by Test-Script.ps1.
Test-Case 'test: without a mailbox nothing is tested, and that is said' {
    if (($fresh.receipt.steps | Where-Object id -eq 'test').facts.result -ne 'not asked') { 'it is not said' }
    if (@($fresh.state.journal | Where-Object cmdlet -eq 'Test-OAuthConnectivity').Count) { 'it was tested' }
}
Test-Case 'test: with a mailbox the connection is tried' {
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.oauthConnectivity = @{ ResultType = 'Error'; Detail = 'AADSTS50012' } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'test').facts
    if ($facts.result -ne 'Error' -or $facts.detail -ne 'AADSTS50012') { "told: '$($facts.result)', '$($facts.detail)'" }
}
