function Assert-NothingLinked {
    # Stops where an application still acts through the account, and this setup made the account: then
    # somebody else linked that application, since those of this setup were taken back before. An account
    # from before this setup may have had such applications all along. A dry run has taken nothing back.
    param([string]$Name)
    if ($WhatIfPreference -or $Answers.Created -notcontains 'account') { return }
    $found = @(Get-Recipient -Filter ('Name -eq ''' + $Name + '''') @Dc)
    if ($found.Count -ne 1) { return }
    $linked = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.LinkedAccount -eq [string]$found[0].Identity })
    if ($linked.Count -gt 0) { Stop-Step 'undo-in-use' ($Name + ' is still the linked account of ' + (($linked | ForEach-Object { $_.Name }) -join ', ') + '. The script did not change it.') }
}
