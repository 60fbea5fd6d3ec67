# kind: unconfigured
# after: exchange-oauth-on-premises.ps1
# arguments: -Confirm:$false
# Cases of the undo script on premises; run by Test-Script.ps1.
Test-Case 'undo: what was made is gone, and what was enabled is off again' {
    $Script = New-Variant @{ Enabled = "@('exchange-online-partner:Exchange Online')" }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    & $newState -Path "$work/before.json" -Kind unconfigured
    $before = @{ state = (Read-Json "$work/before.json"); output = '/nowhere' }
    Confirm-Same (Get-Outcome $before) @{ state = $run.state; output = '/nowhere' } 'undo'
}
$afterwards = Get-Outcome @{ state = (Read-Json $template); output = '/nowhere' }
Test-Case 'undo: what the receipts do not name stays as it is' {
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $afterwards @{ state = $run.state; output = '/nowhere' } 'undo of nothing'
}
Test-Case 'undo: an authorization server that the hybrid application uses is left' {
    $run = Invoke-Script (New-Place { param($s) ($s.authServers | Where-Object Name -eq 'evoSTS').ApplicationIdentifier = 'abc' })
    Confirm-Failed $run 'undo-in-use'
    if (@($run.state.authServers | Where-Object { -not $_.deletedAtCall }).Count -ne 2) { 'one was removed' }
}
Test-Case 'undo: an authorization server at which users sign in by now is left' {
    $endpoint = { param($s) ($s.authServers | Where-Object Name -eq 'evoSTS').IsDefaultAuthorizationEndpoint = $true }
    foreach ($answers in @{}, @{ Created = '@()'; Enabled = "@('auth-server:evoSTS')" }) {
        $Script = New-Variant $answers
        $run = Invoke-Script (New-Place $endpoint)
        Confirm-Failed $run 'undo-in-use'
        if (@($run.state.authServers | Where-Object { $_.Enabled -and -not $_.deletedAtCall }).Count -ne 2) { 'one was removed or disabled' }
    }
    $Script = New-Variant @{ Created = '@()'; Enabled = '@()' }
    $run = Invoke-Script (New-Place $endpoint)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
}
Test-Case 'undo: a connector that leads elsewhere as well is left' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors[0].TargetAddressDomains += 'fabrikam.mail.onmicrosoft.com' })
    Confirm-Failed $run 'undo-changed-since'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
$teams = '7557eb47-c689-4224-abcf-aef9bd7573df'
function New-TeamsApplication {
    param([string]$Id = $teams, [bool]$Enabled = $true, [string]$Realm = '', [bool]$UseAuthServer = $true)
    [ordered]@{ Name = 'Teams'; Identity = 'Teams'; Enabled = $Enabled; ApplicationIdentifier = $Id; Realm = $Realm; LinkedAccount = ''; UseAuthServer = $UseAuthServer; AcceptSecurityIdentifierInformation = $false }
}
foreach ($id in '00000004-0000-0ff1-ce00-000000000000', $teams, 'db7de2b5-2149-435e-8043-e080dd50afae') {
    Test-Case "undo: authorization servers that Teams needs are left ($id)" {
        foreach ($answers in @{}, @{ Created = '@()'; Enabled = "@('auth-server:evoSTS')" }) {
            $Script = New-Variant $answers
            $run = Invoke-Script (New-Place { param($s) $s.partnerApplications += New-TeamsApplication $id })
            Confirm-Failed $run 'undo-in-use'
            if (@($run.state.authServers | Where-Object { $_.Enabled -and -not $_.deletedAtCall }).Count -ne 2) { 'one was removed or disabled' }
        }
    }
}
$harmless = [ordered]@{
    'disabled'                    = { New-TeamsApplication -Enabled $false }
    'of another tenant'           = { New-TeamsApplication -Realm '11112222-0000-3333-4444-555566667777' }
    'without the servers'         = { New-TeamsApplication -UseAuthServer $false }
    'that is none of Teams'       = { New-TeamsApplication -Id '00000007-0000-0000-c000-000000000000' }
}
foreach ($what in $harmless.Keys) {
    Test-Case "undo: an application $what holds nothing up" {
        $run = Invoke-Script (New-Place { param($s) $s.partnerApplications += & $harmless[$what] })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if (@($run.state.authServers | Where-Object { -not $_.deletedAtCall }).Count) { 'an authorization server is still there' }
    }
}
Test-Case 'undo: the partner application that Teams needs stays enabled' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('exchange-online-partner:Exchange Online')" }
    $run = Invoke-Script (New-Place { param($s) $s.partnerApplications += New-TeamsApplication })
    Confirm-Failed $run 'undo-in-use'
    if (-not $run.state.partnerApplications[0].Enabled) { 'it was disabled' }
}
Test-Case 'undo: an authorization server that was enabled and carries the application in use is left' {
    $Script = New-Variant @{ Created = '@()'; Enabled = "@('auth-server:evoSTS')" }
    foreach ($value in 'true', 'false') {
        $run = Invoke-Script (New-Place { param($s) ($s.authServers | Where-Object Name -eq 'evoSTS').ApplicationIdentifier = 'abc'; $s.settingOverrides = @([ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'ExchangeOnpremAsThirdPartyAppId'; Parameters = @("Enabled=$value") }) })
        if ($value -eq 'true') { Confirm-Failed $run 'undo-in-use' }
        elseif ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    }
}
Test-Case 'undo: what users lose with an enabled connector is said before it is removed' {
    $relationship = [ordered]@{ Name = 'On-premises to O365'; Identity = 'On-premises to O365'; Enabled = $true; FreeBusyAccessEnabled = $true; DomainNames = @('contoso.mail.onmicrosoft.com'); TargetAutodiscoverEpr = ''; TargetSharingEpr = '' }
    $lost = [ordered]@{ 'No organization relationship replaces the connector' = { param($s) }; 'through the organization relationship On-premises to O365 again' = { param($s) $s.organizationRelationships = @($relationship) }; 'not allowed to read organization relationships' = { param($s) $s.missingCmdlets = @('Get-OrganizationRelationship') } }
    foreach ($words in $lost.Keys) {
        $change = $lost[$words]
        $run = Invoke-Script (New-Place { param($s) $s.connectors[0].Enabled = $true; $s.settingOverrides = @([ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'ExchangeOnpremAsThirdPartyAppId'; Parameters = @('Enabled=true') }); & $change $s })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $shown = $run.text -replace '\r?\n'
        if ($shown -notmatch 'Users rely on the connector' -or $shown -notmatch $words) { "not said: ${words}:`n$($run.text)" }
        if (@($run.receipt.steps | Where-Object id -eq 'enable-connector')[0].facts.present -ne $false) { 'told as still enabled' }
    }
}
Test-Case 'undo: a connector that was only enabled is disabled again, by either name' {
    foreach ($name in 'connector', 'connector-enabled') {
        $Script = New-Variant @{ Created = '@()'; Enabled = "@('${name}:ExchangeHybridOnPremisesToOnline')" }
        $run = Invoke-Script (New-Place { param($s) $s.connectors[0].Enabled = $true })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.connectors[0].Enabled -or $run.state.connectors[0].deletedAtCall) { "${name}: it is not disabled" }
    }
}
