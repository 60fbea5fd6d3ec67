function Invoke-OnlineConnectorStep {
    Start-Step 'connector-online' 'Intra-organization connector of Exchange Online'
    $domains = @(Get-OnPremisesDomain)
    $found = @(Find-OnlineConnector)
    if ($found.Count -eq 0) {
        $name = Get-FreeName 'ExchangeHybridOnlineToOnPremises' @(Get-IntraOrganizationConnector -ErrorAction Stop | ForEach-Object { [string]$_.Name })
        Invoke-Change $name 'Create the connector' 'New-IntraOrganizationConnector' {
            New-IntraOrganizationConnector -Name $name -DiscoveryEndpoint $Answers.OnPremisesDiscoveryEndpoint -TargetAddressDomains $domains -ErrorAction Stop
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-OnlineConnector }
        if (-not $made) { Stop-Step 'connector-not-replicated' 'The new connector does not show in Exchange Online yet. Wait a minute and run the script again.' }
        $found = @(Find-OnlineConnector)
    }
    elseif (@($found | Where-Object { $_.Enabled }).Count -eq 0 -and -not $Answers.EnableOnlineConnector) {
        Write-Output ('  The connector ' + $found[0].Name + ' is disabled, and stays disabled until you decide in Crosstrust whether to enable it.')
    }
    elseif (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
        Invoke-Change $found[0].Name 'Enable the connector' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $found[0].Identity -Enabled $true -ErrorAction Stop } -Before 'Disabled' -After 'Enabled'
        $found = @(Find-OnlineConnector)
    }
    Add-OnlineConnectorFact $found
}
