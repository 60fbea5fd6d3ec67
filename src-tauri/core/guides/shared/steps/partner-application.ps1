function Invoke-PartnerApplicationStep {
    # $FindAccount finds the account the application acts through; without it there is none. $Relink:
    # the operator decided that an application linked to another account is to be linked to this one.
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier, [scriptblock]$FindAccount, [bool]$Relink)
    Start-Step $StepId ('Partner application ' + $Name)
    $account = $null
    if ($FindAccount) { $account = & $FindAccount }
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    if (-not $application) {
        Invoke-Change $Name 'Create the partner application' 'New-PartnerApplication' {
            $new = @{ Name = $Name; ApplicationIdentifier = $ApplicationIdentifier; Enabled = $true }
            if ($account) { $new['LinkedAccount'] = $account.Identity }
            New-PartnerApplication @new @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $application = Wait-ForObject { Find-PartnerApplication $Name $ApplicationIdentifier }
        if (-not $application) { Stop-Step 'partner-not-replicated' ('The new partner application is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
    }
    else {
        if (-not $application.Enabled) {
            Invoke-Change $application.Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        }
        $former = [string]$application.LinkedAccount
        if ($account -and $former -ne [string]$account.Identity -and ($Relink -or -not $former)) {
            # Undo sets the former value again.
            Invoke-Change $application.Name ('Link to ' + $account.Identity) 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -LinkedAccount $account.Identity @Dc } -Before $former -After ([string]$account.Identity) -Replaced @{ formerLinkedAccount = $former }
        }
        $application = Find-PartnerApplication $Name $ApplicationIdentifier
    }
    Add-PartnerApplicationFact $application $(if ($account) { [string]$account.Name })
}
