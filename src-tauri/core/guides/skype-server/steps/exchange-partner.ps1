function Invoke-ExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application Exchange'
    $application = Find-ExchangePartner
    if (-not $application) {
        Invoke-Change 'Exchange' 'Create the partner application' 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'Exchange' -ApplicationTrustLevel 'Full' -MetadataUrl $Answers.ExchangeMetadataUrl -ErrorAction Stop }
        if ($Run.Step.outcome -eq 'planned') { return }
    }
    elseif ((Get-PartnerAddress $application) -ne $Answers.ExchangeMetadataUrl -or [string]$application.ApplicationTrustLevel -ne 'Full' -or -not $application.Enabled) {
        # Undo sets these again.
        Add-Fact 'formerMetadataUrl' ([string](Get-PartnerAddress $application))
        Add-Fact 'formerTrustLevel' ([string]$application.ApplicationTrustLevel)
        Add-Fact 'formerEnabled' ([string][bool]$application.Enabled)
        $was = Get-PartnerState (Get-PartnerAddress $application) $application.ApplicationTrustLevel $application.Enabled
        Invoke-Change $application.Identity 'Point the partner application at Exchange, fully trusted' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity $application.Identity -MetadataUrl $Answers.ExchangeMetadataUrl -ApplicationTrustLevel 'Full' -Enabled $true -ErrorAction Stop } -Before $was -After @(Get-PartnerState $Answers.ExchangeMetadataUrl 'Full' $true)
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    if ($Run.Step.outcome -eq 'changed') { Send-Configuration }
    $application = Wait-ForObject { Find-ExchangePartner }
    Add-ExchangePartnerFact $application
}
