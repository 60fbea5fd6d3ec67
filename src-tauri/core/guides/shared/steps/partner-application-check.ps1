function Invoke-PartnerApplicationCheck {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier, [string]$AccountName)
    Start-Step $StepId ('Partner application ' + $Name + ' (only read)')
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-PartnerApplicationFact $application $AccountName
}
