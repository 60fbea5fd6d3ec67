# kind: ready
# lists: connectors,relationships,freeBusyThrough,overrides,waitsFor
# Cases of the script that enables the connector on premises; run by Test-Script.ps1.
function Get-EnableFact {
    param($Run)
    ($Run.receipt.steps | Where-Object id -eq 'enable-connector').facts
}
# What the window showed, however wide it is.
function Get-Shown {
    param($Run)
    $Run.text -replace '\r?\n'
}
$own = "@('connector:HybridIOC')"
$tested = @{ EnableConnector = '$false'; TestMailbox = "'anna@contoso.com'"; Created = $own }
function Confirm-Off {
    param($Run, [string]$Waits)
    if ($Run.code -ne 0) { "exit code $($Run.code):`n$($Run.text)" }
    if ($Run.state.connectors[0].Enabled) { 'the connector was enabled' }
    if ($Run.state.changes) { "$($Run.state.changes) changes" }
    $told = @((Get-EnableFact $Run).waitsFor) -join ','
    if ($told -ne $Waits) { "it waits for '$told', not '$Waits'" }
}
Test-Case 'decided: without a mailbox for the test the decision enables it' {
    if (-not $fresh.state.connectors[0].Enabled) { 'it is off' }
    if ((Get-EnableFact $fresh).oauthTest -ne 'not asked') { 'a test is told' }
    if (@($fresh.state.journal | Where-Object cmdlet -eq 'Test-OAuthConnectivity').Count) { 'it was tested' }
}
Test-Case 'facts: what it replaces is told, and only of this tenant' {
    $facts = Get-EnableFact $fresh
    if ((@($facts.relationships | ForEach-Object name) -join ',') -ne 'On-premises to O365') { "relationships: $(@($facts.relationships | ForEach-Object name) -join ',')" }
    if (@($facts.freeBusyThrough).Count) { 'told as still in use after it was enabled' }
    if ((Get-Shown $fresh) -notmatch 'no longer through the organization relationship On-premises to O365') { "not said:`n$($fresh.text)" }
}
Test-Case 'own: one that this setup created is enabled after a test that says Success' {
    $Script = New-Variant $tested
    $place = New-Place
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (-not $run.state.connectors[0].Enabled) { "it is off:`n$($run.text)" }
    $again = Invoke-Script $place
    if ($again.state.changes -ne $run.state.changes) { 'the second run changed something' }
}
Test-Case 'own: not before the test says Success' {
    foreach ($decision in '$false', '$true') {
        $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'"; Created = $own; EnableConnector = $decision }
        Confirm-Off (Invoke-Script (New-Place { param($s) $s.oauthConnectivity = @{ ResultType = 'Error'; Detail = 'AADSTS700016' } })) 'test'
    }
}
Test-Case 'not before: the hybrid application, the names and the connector itself' {
    Confirm-Off (Invoke-Script (New-Place { param($s) $s.settingOverrides = @() })) 'hybrid-application'
    Confirm-Off (Invoke-Script (New-Place { param($s) $s.authServers[1].ApplicationIdentifier = '' })) 'hybrid-application'
    $Script = New-Variant @{ Uploaded = '@()' }
    Confirm-Off (Invoke-Script (New-Place)) 'register-names'
    $run = Invoke-Script (New-Place { param($s) $s.connectors[0].TargetAddressDomains = @('fabrikam.mail.onmicrosoft.com') })
    Confirm-Off $run 'connector,register-names'
}
Test-Case 'asked: one that somebody else switched off stays off' {
    $shown = 'stays disabled until you decide in Crosstrust'
    $made = @(@('@()', '@()'), @("@('connector:Other')", '@()'), @($own, "@('connector-enabled:HybridIOC')"))
    foreach ($pair in $made) {
        $Script = New-Variant @{ EnableConnector = '$false'; TestMailbox = "'anna@contoso.com'"; Created = $pair[0]; Enabled = $pair[1] }
        $run = Invoke-Script (New-Place)
        Confirm-Off $run ''
        if ((Get-Shown $run) -notmatch $shown) { "not said:`n$($run.text)" }
        if ((@((Get-EnableFact $run).freeBusyThrough) -join ',') -ne 'On-premises to O365') { 'what it would replace is not told' }
    }
}
Test-Case 'asked: without a test, one of its own stays off too' {
    $Script = New-Variant @{ EnableConnector = '$false'; Created = $own }
    Confirm-Off (Invoke-Script (New-Place)) ''
}
$limited = [ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'ExchangeOnpremAsThirdPartyAppId'; Parameters = @('Enabled=true'); Server = @('EX01') }
Test-Case 'asked: where the hybrid application is on for some servers only' {
    $Script = New-Variant @{ EnableConnector = '$false'; TestMailbox = "'anna@contoso.com'"; Created = $own }
    $run = Invoke-Script (New-Place { param($s) $s.settingOverrides = @($limited) })
    Confirm-Off $run ''
    if (-not (Get-EnableFact $run).hybridApplication) { 'the hybrid application is not told as in use' }
    $Script = New-Variant @{ TestMailbox = "'anna@contoso.com'"; Created = $own }
    $run = Invoke-Script (New-Place { param($s) $s.settingOverrides = @($limited) })
    if (-not $run.state.connectors[0].Enabled) { "the decision did not enable it:`n$($run.text)" }
}
Test-Case 'enabled: one that is on stays as it is' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors[0].Enabled = $true; $s.settingOverrides = @() })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = Get-EnableFact $run
    if ($facts.connectorEnabled -ne $true -or @($facts.waitsFor).Count) { 'it is told as waiting' }
}
Test-Case 'facts: relationships that may not be read are not known' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-OrganizationRelationship') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = Get-EnableFact $run
    if ($null -ne $facts.relationships -or $null -ne $facts.freeBusyThrough) { 'something is told of them' }
}
Test-Case 'tenants: the application of another tenant is not the one' {
    $run = Invoke-Script (New-Place { param($s) $s.authServers[1].ApplicationIdentifier = ''; $s.authServers += [ordered]@{ Name = 'EvoSts - 2'; Identity = 'EvoSts - 2'; Type = 'AzureAD'; Realm = '11112222-0000-3333-4444-555566667777'; Enabled = $true; AuthMetadataUrl = 'https://login.windows.net/fabrikam.com'; ApplicationIdentifier = 'abc' } })
    Confirm-Off $run 'hybrid-application'
}
