function Invoke-AccountStep {
    # $Mailbox stands before the @ of the address. $ApplicationAccount: the published command carries a
    # parameter of that name, which the cmdlet's reference does not know; it is passed only where this
    # server's cmdlet has it.
    param([string]$Name, [string]$Mailbox, [switch]$ApplicationAccount)
    Start-Step 'account' ('Application account ' + $Name)
    $account = Get-ApplicationAccount $Name
    if (-not $account) {
        Invoke-Change $Name 'Create the mail user' 'New-MailUser' {
            $new = @{ Name = $Name; ExternalEmailAddress = $Mailbox + '@' + $Answers.VerifiedDomain }
            if ($ApplicationAccount -and (Get-Command -Name New-MailUser).Parameters.ContainsKey('ApplicationAccount')) { $new['ApplicationAccount'] = $true }
            New-MailUser @new @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $account = Wait-ForObject { Get-ApplicationAccount $Name }
        if (-not $account) { Stop-Step 'account-not-replicated' ('The new mail user is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
    }
    if (-not $account.HiddenFromAddressListsEnabled) {
        Invoke-Change $Name 'Hide from address lists' 'Set-MailUser' { Set-MailUser -Identity $account.Identity -HiddenFromAddressListsEnabled $true @Dc } -Before 'Shown in address lists' -After 'Hidden from address lists'
        $account = Get-ApplicationAccount $Name
    }
    Add-AccountFact $account
}
