# $Answers.Created and $Answers.Enabled name what the receipts say this setup made and enabled, each
# with its kind in front. What was there before is not touched.
function Invoke-UndoConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    foreach ($connector in @(Find-Connector)) {
        if ($Answers.Created -contains ('connector:' + $connector.Name)) {
            if (@($connector.TargetAddressDomains).Count -ne 1) { Stop-Step 'undo-changed-since' ('The connector ' + $connector.Name + ' leads to other domains as well by now: somebody changed it since. It is left as it is.') }
            Invoke-Change $connector.Name 'Remove the connector' 'Remove-IntraOrganizationConnector' { Remove-IntraOrganizationConnector -Identity $connector.Identity -Confirm:$false @Dc }
        }
        elseif ($connector.Enabled -and $Answers.Enabled -contains ('connector:' + $connector.Name)) {
            Invoke-Change $connector.Name 'Disable the connector again' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $connector.Identity -Enabled $false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-Connector)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-ConnectorFact $left }
}

function Invoke-UndoExchangeOnlinePartnerStep {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online'
    foreach ($application in @(Find-ExchangeOnlinePartner)) {
        if ($application.Enabled -and $Answers.Enabled -contains ('exchange-online-partner:' + $application.Name)) {
            Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc }
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
    $inUse = @($made | Where-Object { [string]$_.ApplicationIdentifier })
    if ($inUse.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $inUse[0].Name + ' carries the dedicated Exchange hybrid application by now. It is left as it is, and so are the others.') }
    # With hybrid modern authentication every Outlook signs in there.
    $signIn = @($servers | Where-Object { $_.IsDefaultAuthorizationEndpoint -and ($Answers.Created + $Answers.Enabled) -contains ('auth-server:' + $_.Name) })
    if ($signIn.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $signIn[0].Name + ' is the default authorization endpoint by now: users sign in there (hybrid modern authentication). It is left as it is, and so are the others.') }
    foreach ($server in $servers) {
        if ($Answers.Created -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Remove the authorization server' 'Remove-AuthServer' { Remove-AuthServer -Identity $server.Identity -Confirm:$false @Dc }
        }
        elseif ($server.Enabled -and $Answers.Enabled -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Disable the authorization server again' 'Set-AuthServer' { Set-AuthServer -Identity $server.Identity -Enabled $false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-AuthServerFact }
}
