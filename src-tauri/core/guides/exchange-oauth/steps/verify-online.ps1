function Invoke-OnlineConnectorCheck {
    Start-Step 'connector-online' 'Intra-organization connector of Exchange Online (only read)'
    $found = @(Find-OnlineConnector)
    Add-OnlineConnectorFact $found
}

function Invoke-EwsAccessCheck {
    Start-Step 'ews-access' 'Access to EWS in Exchange Online (only read)'
    $access = Get-EwsAccess
    Add-EwsAccessFact $access
}
