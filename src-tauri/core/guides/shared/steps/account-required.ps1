function Get-RequiredAccount {
    # The account, for a step that builds on it. In a dry run it may be missing: a real run of all
    # steps would have made it by now.
    param([string]$Name)
    $account = Get-ApplicationAccount $Name
    if (-not $account -and -not $WhatIfPreference) { Stop-Step 'account-missing' ('The mail user ' + $Name + ' is missing on ' + $Answers.DomainController + '. Run the script of the step "Application account" first.') }
    $account
}
