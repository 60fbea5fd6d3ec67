function Invoke-EnableConnectorStep {
    Start-Step 'enable-connector' 'Enable the connector to Exchange Online'
    $found = @(Find-Connector)
    Add-EnableConnectorFact $found
    $facts = $Run.Step.facts
    if ($facts['connectorEnabled']) { return }
    if (@($facts['waitsFor']).Count -gt 0) {
        Write-Output ('  The connector stays disabled. These steps come first: ' + ($facts['waitsFor'] -join ', '))
        return
    }
    $name = [string]$found[0].Name
    if (-not $Answers.EnableConnector -and -not (Test-ReadyConnector $name)) {
        Write-Output ('  The connector ' + $name + ' stays disabled until you decide in Crosstrust whether to enable it.')
        return
    }
    foreach ($relationship in @($facts['freeBusyThrough'] | Where-Object { $_ })) { Write-Output ('  Free/busy information now comes through the connector, and no longer through the organization relationship ' + $relationship) }
    Invoke-Change $name 'Enable the connector' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-EnabledFact @(Find-Connector)
}
