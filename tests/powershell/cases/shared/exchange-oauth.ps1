# Cases of every script that reads whether OAuth with Exchange Online is set up.
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
# Another tenant is trusted as well: its objects are on, and those of this tenant are off.
$severalTenants = {
    param($s)
    $other = '11112222-0000-3333-4444-555566667777'
    foreach ($server in $s.authServers) { $server.Enabled = $false }
    $s.authServers += [ordered]@{ Name = 'ACS - x'; Identity = 'ACS - x'; Type = 'MicrosoftACS'; Realm = $other; Enabled = $true; AuthMetadataUrl = 'https://accounts.accesscontrol.windows.net/fabrikam.com/metadata/json/1'; ApplicationIdentifier = '' }
    $s.authServers += [ordered]@{ Name = 'EvoSts - x'; Identity = 'EvoSts - x'; Type = 'AzureAD'; Realm = $other; Enabled = $true; AuthMetadataUrl = 'https://login.windows.net/fabrikam.com/federationmetadata/2007-06/federationmetadata.xml'; ApplicationIdentifier = '' }
    $s.partnerApplications[0].Realm = ''
    $s.partnerApplications[0].Enabled = $false
    $s.partnerApplications = @([ordered]@{ Name = 'Fabrikam'; Identity = 'Fabrikam'; Enabled = $true; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; Realm = $other; LinkedAccount = ''; UseAuthServer = $true }) + @($s.partnerApplications)
    $s.connectors[0].Enabled = $false
    $s.connectors += [ordered]@{ Name = 'Fabrikam'; Identity = 'Fabrikam'; Enabled = $true; TargetAddressDomains = @('fabrikam.mail.onmicrosoft.com'); DiscoveryEndpoint = 'https://x' }
}
Test-Case 'tenants: all that is there is told, each with what says whose it is' {
    $run = Invoke-Script (New-Place $severalTenants)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts
    if (@($facts.authServers).Count -ne 4) { "$(@($facts.authServers).Count) authorization servers, not 4" }
    foreach ($server in $facts.authServers) { if (-not $server.realm -or -not $server.metadataUrl) { "$($server.name) is told without its realm or its address" } }
    if ((@($facts.authServers | Where-Object enabled | ForEach-Object realm | Sort-Object -Unique) -join ',') -ne '11112222-0000-3333-4444-555566667777') { 'the realms of what is on are not told' }
    if ((@($facts.exchangeOnlinePartners | ForEach-Object { $_.name + '=' + $_.realm }) -join ',') -ne 'Fabrikam=11112222-0000-3333-4444-555566667777,Exchange Online=') { "partner applications: $($facts.exchangeOnlinePartners | ConvertTo-Json -Compress)" }
    if ((@($facts.connectors | Where-Object enabled | ForEach-Object domains) -join ',') -ne 'fabrikam.mail.onmicrosoft.com') { 'the domains of the connector that is on are not told' }
}
Test-Case 'tenants: the partner application of another tenant is not the one' {
    $run = Invoke-Script (New-Place $severalTenants)
    if (($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts.exchangeOnlinePartner -ne $false) { 'the one of another tenant counts' }
    $run = Invoke-Script (New-Place { param($s) & $severalTenants $s; $s.partnerApplications[1].Enabled = $true })
    if (($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts.exchangeOnlinePartner -ne $true) { 'the one without a realm does not count' }
    $run = Invoke-Script (New-Place { param($s) & $severalTenants $s; $s.partnerApplications[1].Realm = $s.tenant; $s.partnerApplications[1].Enabled = $true })
    if (($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts.exchangeOnlinePartner -ne $true) { 'the one of this tenant does not count' }
}
Test-Case 'tenants: an unknown tenant id is said, and is no failure' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place $severalTenants)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.text -notmatch 'The script does not know the tenant ID') { 'it is not said' }
    if ($fresh.text -match 'The script does not know the tenant ID') { 'it is said where the id is known' }
    if (@(($run.receipt.steps | Where-Object id -eq 'exchange-oauth').facts.authServers).Count -ne 4) { 'not all authorization servers are told' }
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
