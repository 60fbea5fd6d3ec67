function Invoke-AccountStep {
    Start-Step 'account' 'Application account TeamsScheduler'
    $account = Get-SchedulerAccount
    if (-not $account) {
        Invoke-Change 'TeamsScheduler' 'Create the mail user' 'New-MailUser' {
            $new = @{
                Name                 = 'TeamsScheduler'
                ExternalEmailAddress = 'TeamsScheduler-ApplicationAccount@' + $Answers.VerifiedDomain
            }
            # The published command carries -ApplicationAccount, which the cmdlet's reference does
            # not know; it is passed only where this server's cmdlet has it.
            if ((Get-Command -Name New-MailUser).Parameters.ContainsKey('ApplicationAccount')) { $new['ApplicationAccount'] = $true }
            New-MailUser @new @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $account = Wait-ForObject { Get-SchedulerAccount }
        if (-not $account) { Stop-Step 'account-not-replicated' ('The new mail user is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
    }
    if (-not $account.HiddenFromAddressListsEnabled) {
        Invoke-Change 'TeamsScheduler' 'Hide from address lists' 'Set-MailUser' { Set-MailUser -Identity $account.Identity -HiddenFromAddressListsEnabled $true @Dc }
        $account = Get-SchedulerAccount
    }
    Add-AccountFact $account
}
