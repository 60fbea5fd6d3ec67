function Read-TestResult {
    # What the test of this run said, or a new one where the script has no step for it.
    $tested = @($Run.Steps | Where-Object { $_.id -eq 'test' })
    if ($tested.Count -gt 0) { return [string]$tested[0].facts['result'] }
    if (-not $Answers.TestMailbox -or -not $Answers.TestUri) { return 'not asked' }
    $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
    [string]$test[0].ResultType
}

function Test-OwnConnector {
    # Whether this setup created the connector and has not enabled it yet. Of any other that is off,
    # somebody may have switched it off on purpose.
    param([string]$Name)
    $created = $Answers.Created -contains ('connector:' + $Name)
    foreach ($step in @($Run.Steps | Where-Object { $_.id -eq 'connector' })) {
        if (@($step.changes | Where-Object { $_.done -and $_.target -eq $Name }).Count -gt 0) { $created = $true }
    }
    $created -and $Answers.Enabled -notcontains ('connector-enabled:' + $Name)
}

function Test-ReadyConnector {
    # Whether the connector is enabled without a question: this setup created it, the test says Success, and
    # the hybrid application is in use on every server. A test proves only the server that it ran on.
    param([string]$Name)
    $facts = $Run.Step.facts
    $facts['oauthTest'] -eq 'Success' -and @($facts['limitedOverrides'] | Where-Object { $_ }).Count -eq 0 -and (Test-OwnConnector $Name)
}

function Add-EnabledFact {
    # Whether a connector to this tenant is enabled, and which relationships enabling one replaces.
    param($Connectors)
    Add-ConnectorFact $Connectors
    $enabled = @($Connectors | Where-Object { $_.Enabled }).Count -gt 0
    Add-Fact 'connectorEnabled' $enabled
    if ($null -eq $Run.Step.facts['relationships']) { Add-Fact 'freeBusyThrough' $null }
    elseif ($enabled) { Add-Fact 'freeBusyThrough' @() }
    else { Add-Fact 'freeBusyThrough' @(Get-FreeBusyRelationship) }
}

function Add-EnableConnectorFact {
    # What decides whether the connector may be enabled, and the steps that have to be in place first.
    param($Connectors)
    Add-RelationshipFact
    Add-EnabledFact $Connectors
    $wanted = @(Get-WantedAuthServer | Where-Object { $_.type -eq 'AzureAD' })[0]
    $named = @(Find-AuthServer $wanted | Where-Object { $_.Enabled -and [string]$_.ApplicationIdentifier })
    Add-HybridOverrideFact
    $application = $named.Count -gt 0 -and $Run.Step.facts['settingOverride'] -eq $true
    Add-Fact 'hybridApplication' $application
    # A server cannot read the names of the application in the tenant. Crosstrust has read them.
    $registered = $Answers.Uploaded -contains 'register-names'
    Add-Fact 'namesRegistered' $registered
    $result = Read-TestResult
    Add-Fact 'oauthTest' $result
    $waits = @()
    if (-not $Run.Step.facts['connectorEnabled']) {
        if (@($Connectors).Count -eq 0) { $waits += 'connector' }
        if (-not $application) { $waits += 'hybrid-application' }
        if (-not $registered) { $waits += 'register-names' }
        if ('Success', 'not asked' -notcontains $result) { $waits += 'test' }
    }
    Add-Fact 'waitsFor' @($waits)
}
