function Get-ApplicationAccount {
    # The account by its name, or nothing. Any other recipient of that name is an obstacle.
    param([string]$Name)
    $found = @(Get-Recipient -Filter ('Name -eq ''' + $Name + '''') @Dc)
    if ($found.Count -gt 1) { Stop-Step 'account-ambiguous' ('More than one recipient is named ' + $Name + '. Rename the others.') }
    if ($found.Count -eq 0) { return }
    if ([string]$found[0].RecipientType -ne 'MailUser') { Stop-Step 'account-name-taken' ('The name ' + $Name + ' belongs to a ' + $found[0].RecipientType + ', not to a mail user. Rename it and run the script again.') }
    Get-MailUser -Identity $found[0].Identity @Dc
}

function Add-AccountFact {
    # What a receipt holds about the account; of one that is missing, that nothing is there.
    param($Account)
    Add-Fact 'identity' ([string]$Account.Identity)
    Add-Fact 'address' (([string]$Account.ExternalEmailAddress) -replace '^SMTP:', '')
    Add-Fact 'hidden' ([bool]$Account.HiddenFromAddressListsEnabled)
}
