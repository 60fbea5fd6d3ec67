function Invoke-ConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    $found = @(Find-Connector)
    if ($found.Count -eq 0) {
        $name = Get-FreeName 'ExchangeHybridOnPremisesToOnline' @(Get-IntraOrganizationConnector @Dc | ForEach-Object { [string]$_.Name })
        # An enabled connector is used at once, before OAuth can work. It is created off.
        Invoke-Change $name 'Create the connector' 'New-IntraOrganizationConnector' {
            New-IntraOrganizationConnector -Name $name -DiscoveryEndpoint $Answers.OnlineDiscoveryEndpoint -TargetAddressDomains $Answers.HybridDomain -Enabled $false @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-Connector }
        if (-not $made) { Stop-Step 'connector-not-replicated' ('The new connector is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        $found = @(Find-Connector)
    }
    Add-ConnectorFact $found
}
