function Invoke-ExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application microsoft.exchange'
    $application = Find-ExchangePartner
    $isOther = $application -and [string]$application.ApplicationIdentifier -ne '00000002-0000-0ff1-ce00-000000000000'
    $isLess = $application -and ([string]$application.ApplicationTrustLevel -ne 'Full' -or -not (Test-ThroughServer $application))
    if ($isOther -or $isLess) {
        # Undo needs these, also when the run ends between the removal and the new one.
        Add-Fact 'formerApplicationIdentifier' ([string]$application.ApplicationIdentifier)
        Add-Fact 'formerTrustLevel' ([string]$application.ApplicationTrustLevel)
        Add-Fact 'formerUseOAuthServer' ([string](Test-ThroughServer $application))
        Add-Fact 'formerMetadataUrl' ([string](Get-PartnerAddress $application))
        $was = @(('Application identifier: ' + [string]$application.ApplicationIdentifier), ('Trust level: ' + [string]$application.ApplicationTrustLevel))
        if (Test-ThroughServer $application) { $was += 'Through the authorization server' }
        elseif (Get-PartnerAddress $application) { $was += 'Address: ' + [string](Get-PartnerAddress $application) }
    }
    if ($isOther) {
        # An application identifier cannot be changed, so this one is removed and made again.
        Invoke-Change 'microsoft.exchange' 'Remove it, because it has another application identifier' 'Remove-CsPartnerApplication' { Remove-CsPartnerApplication -Identity 'microsoft.exchange' -Confirm:$false -ErrorAction Stop } -Before $was -After $null
    }
    if ($isOther -or -not $application) {
        Invoke-Change 'microsoft.exchange' 'Create the partner application' 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationIdentifier '00000002-0000-0ff1-ce00-000000000000' -ApplicationTrustLevel 'Full' -UseOAuthServer -ErrorAction Stop }
    }
    elseif ($isLess) {
        Invoke-Change 'microsoft.exchange' 'Trust it fully, through the authorization server' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationTrustLevel 'Full' -UseOAuthServer -ErrorAction Stop } -Before $was -After @('Application identifier: 00000002-0000-0ff1-ce00-000000000000', 'Trust level: Full', 'Through the authorization server')
    }
    # One that is made here is enabled.
    if ($application -and -not $isOther -and -not $application.Enabled) {
        Invoke-Change 'microsoft.exchange' 'Enable the partner application' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -Enabled $true -ErrorAction Stop } -Before 'Disabled' -After 'Enabled'
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $application = Wait-ForObject { Find-ExchangePartner }
    Add-ExchangePartnerFact $application
}
