function Invoke-RemoveLegacyStep {
    Start-Step 'remove-legacy' 'Remove the legacy partner application Skype for Business Online'
    if (-not $Answers.MicrosoftAdvised) { Stop-Step 'not-confirmed' 'Nobody confirmed in Crosstrust that Microsoft announced the removal. The script removed nothing.' }
    $application = Find-PartnerApplication 'Skype for Business Online' '00000004-0000-0ff1-ce00-000000000000'
    if ($application) {
        Add-Fact 'removed' @{ name = [string]$application.Name; enabled = [bool]$application.Enabled; linkedAccount = [string]$application.LinkedAccount; realm = [string]$application.Realm }
        Invoke-Change $application.Name 'Remove the partner application' 'Remove-PartnerApplication' { Remove-PartnerApplication -Identity $application.Identity -Confirm:$false @Dc } -Before ([string]$application.Name) -After $null
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-PartnerApplication 'Skype for Business Online' '00000004-0000-0ff1-ce00-000000000000'
    Add-Fact 'present' ([bool]$left)
}
