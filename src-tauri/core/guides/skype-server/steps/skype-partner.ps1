function Invoke-SkypePartnerStep {
    Start-Step 'skype-partner' 'Partner application Skype for Business Server'
    $application = Find-SkypePartner
    if (-not $application) {
        # The script ships with Exchange; where Exchange is installed is told by Setup, not assumed.
        if (-not $env:ExchangeInstallPath) { Stop-Step 'exchange-folder-unknown' 'ExchangeInstallPath is not set. Open the Exchange Management Shell on an Exchange server.' }
        $ship = Join-Path -Path (Join-Path -Path $env:ExchangeInstallPath -ChildPath 'Scripts') -ChildPath 'Configure-EnterprisePartnerApplication.ps1'
        if (-not [IO.File]::Exists($ship)) { Stop-Step 'exchange-script-missing' ('Not found: ' + $ship) }
        Invoke-Change $Answers.SkypeMetadataUrl 'Run Configure-EnterprisePartnerApplication.ps1' '' { & $ship -AuthMetaDataUrl $Answers.SkypeMetadataUrl -ApplicationType 'Lync' }
        if ($Run.Step.outcome -eq 'planned') { return }
        $application = Wait-ForObject { Find-SkypePartner }
        if (-not $application) { Stop-Step 'skype-partner-missing' 'The script of Exchange ran, but the partner application is not visible yet. Wait a minute and run this script again.' }
    }
    elseif (-not $application.Enabled) {
        Invoke-Change $application.Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $true @Dc }
        $application = Find-SkypePartner
    }
    Add-SkypePartnerFact $application
}
