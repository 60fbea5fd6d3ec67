function Invoke-OnlineConnectorCheck {
    Start-Step 'connector-online' 'Intra-organization connector of Exchange Online (only read)'
    $found = @(Find-OnlineConnector)
    Add-OnlineConnectorFact $found
}
