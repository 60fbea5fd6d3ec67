# $Answers.Created and $Answers.Enabled name what the receipts say this setup made and enabled, each
# with its kind in front. What was there before is not touched.
function Show-OnlineConnectorInUse {
    # What users lose with the connector, said before anything is asked.
    param($Connector)
    if ($Connector.Enabled) { Write-Warning ('Users may rely on the connector ' + $Connector.Name + ': free and busy times of mailboxes on your servers come to Exchange Online through it.') }
}

function Invoke-UndoOnlineConnectorStep {
    Start-Step 'connector-online' 'Intra-organization connector of Exchange Online'
    $domains = @(Get-OnPremisesDomain)
    foreach ($connector in @(Find-OnlineConnector)) {
        if ($Answers.Created -contains ('connector-online:' + $connector.Name)) {
            $others = @($connector.TargetAddressDomains | ForEach-Object { [string]$_ } | Where-Object { $domains -notcontains $_ })
            if ($others.Count -gt 0) { Stop-Step 'undo-changed-since' ('The connector ' + $connector.Name + ' leads to ' + ($others -join ', ') + ' as well by now: somebody changed it since. It is left as it is.') }
            Show-OnlineConnectorInUse $connector
            Invoke-Change $connector.Name 'Remove the connector' 'Remove-IntraOrganizationConnector' { Remove-IntraOrganizationConnector -Identity $connector.Identity -Confirm:$false -ErrorAction Stop }
        }
        elseif ($connector.Enabled -and $Answers.Enabled -contains ('connector-online:' + $connector.Name)) {
            Show-OnlineConnectorInUse $connector
            Invoke-Change $connector.Name 'Disable the connector again' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $connector.Identity -Enabled $false -ErrorAction Stop }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-OnlineConnector)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-OnlineConnectorFact $left }
}
