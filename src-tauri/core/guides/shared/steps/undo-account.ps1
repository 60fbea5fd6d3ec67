function Invoke-UndoAccountStep {
    param([string]$Name)
    Start-Step 'account' ('Application account ' + $Name)
    $read = { Get-Recipient -Filter ('Name -eq ''' + $Name + '''') @Dc }
    $found = @(& $read)
    if ($found.Count -eq 1 -and $Answers.Created -contains 'account') {
        if ([string]$found[0].RecipientType -ne 'MailUser') { Stop-Step 'undo-changed-since' ($Name + ' is now a ' + $found[0].RecipientType + '. It is left as it is.') }
        $linked = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.LinkedAccount -eq [string]$found[0].Identity })
        if ($linked.Count -gt 0 -and -not $WhatIfPreference) { Stop-Step 'undo-in-use' ($Name + ' is still the linked account of ' + (($linked | ForEach-Object { $_.Name }) -join ', ') + '. It is left as it is.') }
        Invoke-Change $Name 'Remove the mail user' 'Remove-MailUser' { Remove-MailUser -Identity $found[0].Identity -Confirm:$false @Dc }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(& $read).Count -gt 0)
}
