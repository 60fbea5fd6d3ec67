function Invoke-ConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    $found = @(Find-Connector)
    if ($found.Count -eq 0) {
        $name = Get-FreeName 'ExchangeHybridOnPremisesToOnline' @(Get-IntraOrganizationConnector @Dc | ForEach-Object { [string]$_.Name })
        Invoke-Change $name 'Create the connector' 'New-IntraOrganizationConnector' {
            New-IntraOrganizationConnector -Name $name -DiscoveryEndpoint $Answers.OnlineDiscoveryEndpoint -TargetAddressDomains $Answers.HybridDomain @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-Connector }
        if (-not $made) { Stop-Step 'connector-not-replicated' ('The new connector is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        $found = @(Find-Connector)
    }
    elseif (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
        Invoke-Change $found[0].Name 'Enable the connector' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $found[0].Identity -Enabled $true @Dc }
        $found = @(Find-Connector)
    }
    Add-ConnectorFact $found
}
