# kind: delegate
# reads only
# lists: calendarRights
# Cases of the script that reads what a delegate may do; run by Test-Script.ps1.
Test-Case 'facts: a delegate with everything is told so' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'delegate').facts
    if ($fresh.code -ne 0 -or $facts.ownerType -ne 'UserMailbox' -or $facts.delegateType -ne 'UserMailbox' -or $facts.maySendOnBehalf -ne $true) { "told: $($facts | ConvertTo-Json -Compress)" }
    if ((@($facts.calendarRights) -join ',') -ne 'Editor') { "rights: $($facts.calendarRights -join ', ')" }
    if ($facts.sharingFlags -ne 'Delegate') { "flags: $($facts.sharingFlags)" }
}
Test-Case 'facts: a delegate without rights of its own is told so, and is no failure' {
    $run = Invoke-Script (New-Place { param($s) $s.calendarPermissions = @(); $s.mailboxes[0].GrantSendOnBehalfTo = @() })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'delegate').facts
    if ($facts.calendarRights -isnot [array] -or $facts.calendarRights.Count -or $facts.maySendOnBehalf -ne $false) { "told: $($facts | ConvertTo-Json -Compress)" }
}
Test-Case 'facts: rights without the flag of a delegate are told, and that a server does not tell the flag' {
    foreach ($case in @(@{ flags = 'None'; told = 'None' }, @{ flags = $null; told = 'not reported' })) {
        $run = Invoke-Script (New-Place { param($s) $s.calendarPermissions[0].SharingPermissionFlags = $case.flags })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $told = ($run.receipt.steps | Where-Object id -eq 'delegate').facts.sharingFlags
        if ($told -ne $case.told) { "flags: $told" }
    }
}
Test-Case 'facts: of a mailbox in the cloud only its place is told' {
    $run = Invoke-Script (New-Place { param($s) ($s.mailUsers | Where-Object Name -eq 'Anna').RecipientType = 'MailUser'; ($s.mailUsers | Where-Object Name -eq 'Anna').RecipientTypeDetails = 'RemoteUserMailbox' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'delegate').facts
    if ($facts.ownerType -ne 'RemoteUserMailbox' -or $facts.PSObject.Properties['calendarRights']) { "told: $($facts | ConvertTo-Json -Compress)" }
}
Test-Case 'refused: delegate-not-named' {
    $Script = New-Variant @{ Delegate = "''" }
    Confirm-Failed (Invoke-Script (New-Place)) 'delegate-not-named'
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-MailboxFolderPermission') })) 'cmdlet-not-in-role'
}
