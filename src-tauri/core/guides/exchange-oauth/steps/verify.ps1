function Invoke-AuthServerCheck {
    Start-Step 'auth-servers' 'Authorization servers of this tenant (only read)'
    Add-AuthServerFact
}

function Invoke-ExchangeOnlinePartnerCheck {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online (only read)'
    $found = @(Find-ExchangeOnlinePartner)
    Add-ExchangeOnlinePartnerFact $found
}

function Invoke-ConnectorCheck {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online (only read)'
    $found = @(Find-Connector)
    Add-ConnectorFact $found
}

function Invoke-EnableConnectorCheck {
    Start-Step 'enable-connector' 'Enable the connector to Exchange Online (only read)'
    $found = @(Find-Connector)
    Add-EnableConnectorFact $found
    $facts = $Run.Step.facts
    if ($facts['connectorEnabled'] -or @($facts['waitsFor']).Count -gt 0) { return }
    # The script of the step enables it without a question.
    if (Test-ReadyConnector ([string]$found[0].Name)) { Add-Fact 'waitsFor' @('enable-connector') }
}

function Invoke-AvailabilityCheck {
    Start-Step 'availability' 'Availability address space for servers older than Exchange 2013 SP1 (only read)'
    $old = @(Find-OldServer)
    $spaces = @(Find-AddressSpace)
    Add-AvailabilityFact $old $spaces
}
