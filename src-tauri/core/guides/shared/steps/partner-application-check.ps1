function Invoke-PartnerApplicationCheck {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier)
    Start-Step $StepId ('Partner application ' + $Name + ' (only read)')
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-PartnerApplicationFact $application
}
