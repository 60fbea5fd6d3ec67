function Find-Connector {
    # The connectors on premises that lead to the mailboxes of this tenant, whatever their names.
    Get-IntraOrganizationConnector @Dc | Where-Object { @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) -contains $Answers.HybridDomain }
}

function Add-ConnectorFact {
    # What a receipt holds about connectors.
    param($Connectors)
    Add-Fact 'connectors' @($Connectors | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }); discoveryEndpoint = [string]$_.DiscoveryEndpoint } })
}
