# $Answers.Created and $Answers.Enabled name what the receipts say this setup made and enabled, each
# with its kind in front. What was there before is not touched.
function Show-ConnectorInUse {
    # What users lose with the connector, said before anything is asked.
    param($Connector)
    if (-not $Connector.Enabled) { return }
    Add-HybridOverrideFact
    Add-RelationshipFact
    if ($Run.Step.facts['settingOverride'] -eq $true) { Write-Warning ('Users rely on the connector ' + $Connector.Name + ': with the dedicated hybrid application in use, free/busy information of mailboxes in the cloud comes through it.') }
    $others = @(Get-FreeBusyRelationship)
    if ($null -eq $Run.Step.facts['relationships']) { Write-Warning 'Your account is not allowed to read organization relationships, so the script cannot tell whether one replaces the connector.' }
    elseif ($others.Count -gt 0) { Write-Warning ('Exchange then uses the organization relationship ' + ($others -join ', ') + ' again.') }
    else { Write-Warning 'No organization relationship replaces the connector. Users on your servers then see no free/busy information of mailboxes in the cloud.' }
}

function Invoke-UndoConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    foreach ($connector in @(Find-Connector)) {
        if ($Answers.Created -contains ('connector:' + $connector.Name)) {
            if (@($connector.TargetAddressDomains).Count -ne 1) { Stop-Step 'undo-changed-since' ('The connector ' + $connector.Name + ' leads to other domains as well now: somebody changed it since. The script did not change it.') }
            Show-ConnectorInUse $connector
            Invoke-Change $connector.Name 'Remove the connector' 'Remove-IntraOrganizationConnector' { Remove-IntraOrganizationConnector -Identity $connector.Identity -Confirm:$false @Dc } -Before ([string]$connector.Name) -After $null
        }
        elseif ($connector.Enabled -and ($Answers.Enabled -contains ('connector-enabled:' + $connector.Name) -or $Answers.Enabled -contains ('connector:' + $connector.Name))) {
            Show-ConnectorInUse $connector
            Invoke-Change $connector.Name 'Disable the connector again' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $connector.Identity -Enabled $false @Dc } -Before 'Enabled' -After 'Disabled'
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-Connector)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-ConnectorFact $left }
}

function Invoke-UndoEnableConnectorStep {
    # What was enabled went with the connector, or was disabled with it. This tells what is left.
    Start-Step 'enable-connector' 'Enable the connector to Exchange Online (only read)'
    $left = @(Find-Connector)
    Add-ConnectorFact $left
    if (@($Run.Steps | Where-Object { $_.id -eq 'connector' -and $_.outcome -eq 'planned' }).Count -gt 0) { return }
    Add-Fact 'present' (@($left | Where-Object { $_.Enabled }).Count -gt 0)
}

function Find-TeamsApplication {
    # The enabled partner applications of Teams that accept tokens of the authorization servers of this
    # tenant. One of another tenant accepts those of other servers.
    $ids = '00000004-0000-0ff1-ce00-000000000000', '7557eb47-c689-4224-abcf-aef9bd7573df', 'db7de2b5-2149-435e-8043-e080dd50afae'
    Get-PartnerApplication @Dc | Where-Object { $ids -contains [string]$_.ApplicationIdentifier -and $_.Enabled -and $_.UseAuthServer } | Where-Object { -not (Test-TenantId) -or -not [string]$_.Realm -or [string]$_.Realm -eq $Answers.TenantId }
}

function Assert-NoTeamsApplication {
    # Refuses to take away what the applications of Teams need.
    param([string]$What)
    $applications = @(Find-TeamsApplication)
    if ($applications.Count -gt 0) { Stop-Step 'undo-in-use' ('Teams uses ' + $What + ': the partner applications ' + (($applications | ForEach-Object { [string]$_.Name }) -join ', ') + ' are enabled and accept its tokens. The script did not change it. Undo the setup for Teams first.') }
}

function Invoke-UndoExchangeOnlinePartnerStep {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online'
    foreach ($application in @(Find-ExchangeOnlinePartner)) {
        if ($application.Enabled -and $Answers.Enabled -contains ('exchange-online-partner:' + $application.Name)) {
            Assert-NoTeamsApplication ('the partner application ' + $application.Name)
            Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc } -Before 'Enabled' -After 'Disabled'
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-ExchangeOnlinePartner)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-Fact 'enabled' ([bool]@($left | Where-Object { $_.Enabled }).Count) }
}

function Invoke-UndoAuthServerStep {
    Start-Step 'auth-servers' 'Authorization servers of this tenant'
    $servers = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    $made = @($servers | Where-Object { $Answers.Created -contains ('auth-server:' + $_.Name) })
    $enabled = @($servers | Where-Object { $_.Enabled -and $Answers.Enabled -contains ('auth-server:' + $_.Name) })
    Add-HybridOverrideFact
    $inUse = @($made | Where-Object { [string]$_.ApplicationIdentifier })
    # One that was there before may carry an application that nobody has switched on.
    if ($Run.Step.facts['settingOverride'] -eq $true) { $inUse += @($enabled | Where-Object { [string]$_.ApplicationIdentifier }) }
    if ($inUse.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $inUse[0].Name + ' has the ID of the dedicated Exchange hybrid application. The script did not change it or the others.') }
    # With hybrid modern authentication every Outlook signs in there.
    $signIn = @($servers | Where-Object { $_.IsDefaultAuthorizationEndpoint -and ($Answers.Created + $Answers.Enabled) -contains ('auth-server:' + $_.Name) })
    if ($signIn.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $signIn[0].Name + ' is the default authorization endpoint now: users sign in there (hybrid modern authentication). The script did not change it or the others.') }
    if ($made.Count + $enabled.Count -gt 0) { Assert-NoTeamsApplication ('the authorization servers ' + ((@($made) + @($enabled) | ForEach-Object { [string]$_.Name }) -join ', ')) }
    foreach ($server in $servers) {
        if ($Answers.Created -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Remove the authorization server' 'Remove-AuthServer' { Remove-AuthServer -Identity $server.Identity -Confirm:$false @Dc } -Before ([string]$server.Name) -After $null
        }
        elseif ($server.Enabled -and $Answers.Enabled -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Disable the authorization server again' 'Set-AuthServer' { Set-AuthServer -Identity $server.Identity -Enabled $false @Dc } -Before 'Enabled' -After 'Disabled'
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-AuthServerFact }
}
