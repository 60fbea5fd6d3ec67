function Wait-ForSkypePartner {
    # What Exchange's script made, for up to a minute: in a site with several domain controllers it
    # may have been written to another one.
    for ($try = 0; $try -lt 60; $try++) {
        $found = @(Find-SkypePartner)
        if ($found.Count -gt 0) { break }
        Write-Progress -Activity 'Waiting for the partner application' -Status $Answers.DomainController -PercentComplete ([int]($try * 100 / 60))
        Start-Sleep -Seconds 1
    }
    Write-Progress -Activity 'Waiting for the partner application' -Completed
    if ($found.Count -gt 0) { $found[0] }
}

function Invoke-SkypePartnerStep {
    Start-Step 'skype-partner' 'Partner application Skype for Business Server'
    $application = Find-SkypePartner
    if (-not $application) {
        # The script ships with Exchange; where Exchange is installed is told by Setup, not assumed.
        if (-not $env:ExchangeInstallPath) { Stop-Step 'exchange-folder-unknown' 'ExchangeInstallPath is not set. Open the Exchange Management Shell on an Exchange server.' }
        $ship = Join-Path -Path (Join-Path -Path $env:ExchangeInstallPath -ChildPath 'Scripts') -ChildPath 'Configure-EnterprisePartnerApplication.ps1'
        if (-not [IO.File]::Exists($ship)) { Stop-Step 'exchange-script-missing' ('Not found: ' + $ship) }
        # Exchange's script names no domain controller. This window prefers one while the script runs,
        # so that it writes where the result is read.
        $settings = [bool](Get-Command -Name 'Set-ADServerSettings' -ErrorAction SilentlyContinue)
        $needs = ''
        if ($settings) { $needs = 'Set-ADServerSettings' }
        Invoke-Change $Answers.SkypeMetadataUrl 'Run Configure-EnterprisePartnerApplication.ps1' $needs {
            $former = ''
            if ($settings) {
                $former = [string](Get-ADServerSettings -ErrorAction Stop).UserPreferredConfigurationDomainController
                Set-ADServerSettings -PreferredServer $Answers.DomainController -ErrorAction Stop
            }
            try { & $ship -AuthMetaDataUrl $Answers.SkypeMetadataUrl -ApplicationType 'Lync' }
            finally { if ($settings) { if ($former) { Set-ADServerSettings -PreferredServer $former -ErrorAction Stop } } }
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $application = Wait-ForSkypePartner
        if (-not $application) { Stop-Step 'skype-partner-missing' ('The script of Exchange ran, but after a minute the partner application is not visible on ' + $Answers.DomainController + '. Wait a few minutes and run this script again.') }
    }
    elseif (-not $application.Enabled) {
        Invoke-Change $application.Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        $application = Find-SkypePartner
    }
    Add-SkypePartnerFact $application
}
