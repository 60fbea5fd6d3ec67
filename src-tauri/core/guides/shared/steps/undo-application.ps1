# $Answers.Created names what the receipt says this setup made; Enabled the applications it enabled;
# Relinked the former linked account of those it linked anew. What was there before is not touched,
# and neither is what somebody linked elsewhere since: something else depends on it by now.
function Invoke-UndoApplicationStep {
    # $AccountName: the account that this setup links the application to; without it there is none.
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier, [string]$AccountName)
    Start-Step $StepId ('Partner application ' + $Name)
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    if ($application) {
        $link = [string]$application.LinkedAccount
        $ours = -not $link
        if ($AccountName) { $ours = $link -like ('*/' + $AccountName) }
        if ($Answers.Created -contains $StepId) {
            if ([string]$application.Name -ne $Name) { Stop-Step 'undo-changed-since' ('The partner application is now named ' + $application.Name + ': somebody changed it since. The script did not change it.') }
            if (-not $ours) { Stop-Step 'undo-changed-since' ('The partner application ' + $Name + ' is now linked to "' + $link + '": somebody changed it since. The script did not change it.') }
            Invoke-Change $Name 'Remove the partner application' 'Remove-PartnerApplication' { Remove-PartnerApplication -Identity $application.Identity -Confirm:$false @Dc } -Before ([string]$application.Name) -After $null
        }
        elseif ($Answers.Relinked.ContainsKey($StepId) -and $link -ne [string]$Answers.Relinked[$StepId] -and -not $ours) {
            Write-Output ('  left: somebody linked ' + $application.Name + ' to "' + $link + '" since')
        }
        else {
            if ($Answers.Relinked.ContainsKey($StepId) -and $link -ne [string]$Answers.Relinked[$StepId]) {
                # It had no linked account before where the former one is empty.
                $former = $null
                if ($Answers.Relinked[$StepId]) { $former = $Answers.Relinked[$StepId] }
                Invoke-Change $application.Name 'Link to the former account again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -LinkedAccount $former @Dc } -Before $link -After ([string]$former)
            }
            if ($Answers.Enabled -contains $StepId -and $application.Enabled) { Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc } -Before 'Enabled' -After 'Disabled' }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-Fact 'present' ([bool]$left)
    if ($left) { Add-Fact 'enabled' ([bool]$left.Enabled); Add-Fact 'linkedAccount' ([string]$left.LinkedAccount) }
}
