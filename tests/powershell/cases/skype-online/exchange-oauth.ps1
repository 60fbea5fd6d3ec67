# reads only
# lists: authServers,connectors
# Cases of the script that reads whether OAuth with Exchange Online is there; run by Test-Script.ps1.
Test-Case 'facts: what is in place is told' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'exchange-oauth').facts
    if ($facts.serviceName -ne '00000002-0000-0ff1-ce00-000000000000') { "service name '$($facts.serviceName)'" }
    if ((@($facts.authServers.type | Sort-Object) -join ',') -ne 'AzureAD,MicrosoftACS') { "authorization servers: $(@($facts.authServers.type) -join ',')" }
    if ($facts.exchangeOnlinePartner -ne $true) { 'the partner application is not told' }
    if (@($facts.connectors).Count -ne 1 -or -not $facts.connectors[0].enabled) { 'the connector is not told' }
    if ($facts.PSObject.Properties['oauthTest']) { 'it was tested without a mailbox' }
}
Test-Case 'facts: what is missing is told, and is no failure' {
    & $newState -Path "$work/unconfigured.json" -Kind unconfigured
    $run = Invoke-Script (New-Place $null "$work/unconfigured.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts
    if ($facts.authServers -isnot [array] -or @($facts.authServers).Count) { 'the authorization servers are no empty list' }
    if ($facts.exchangeOnlinePartner -ne $false) { 'a disabled partner application is told as enabled' }
}
Test-Case 'test: with a mailbox the connection is tried' {
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts.oauthTest -ne 'Success') { 'not told as a success' }
    $asked = @($run.state.journal | Where-Object cmdlet -eq 'Test-OAuthConnectivity')
    if ($asked.Count -ne 1 -or $asked[0].parameters.Mailbox -ne 'anna@contoso.com') { 'not tried with the mailbox' }
}
Test-Case 'test: one that fails is a finding and no failure' {
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Test-OAuthConnectivity'; kind = 'error'; message = 'No such mailbox.' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts
    if ($facts.oauthTest -ne 'Error' -or $facts.oauthTestError -notlike '*No such mailbox.*') { "told: '$($facts.oauthTest)', '$($facts.oauthTestError)'" }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthServer') })) 'cmdlet-not-in-role'
}
