function Find-CalendarPermission {
    # What the delegate may do in the calendar; nothing where there is no entry of its own. The folder has a
    # name in the language of the mailbox.
    param([string]$Mailbox, [string]$User)
    $folder = @(Get-MailboxFolderStatistics -Identity $Mailbox -FolderScope 'Calendar' @Dc | Where-Object { [string]$_.FolderType -eq 'Calendar' })[0]
    $path = $Mailbox + ':' + ([string]$folder.FolderPath).Replace('/', '\')
    try { @(Get-MailboxFolderPermission -Identity $path -User $User @Dc)[0] }
    catch {
        if ([string]$_.FullyQualifiedErrorId -notmatch 'UserNotFoundInPermissionEntry') { throw }
    }
}

function Invoke-DelegateStep {
    Start-Step 'delegate' 'A delegate and the mailbox (only read)'
    if (-not $Answers.Owner -or -not $Answers.Delegate) { Stop-Step 'delegate-not-named' 'Enter the person and the delegate in Crosstrust, and save the script again.' }
    $owner = Get-Recipient -Identity $Answers.Owner @Dc
    $delegate = Get-Recipient -Identity $Answers.Delegate @Dc
    Add-Fact 'ownerType' ([string]$owner.RecipientTypeDetails)
    Add-Fact 'delegateType' ([string]$delegate.RecipientTypeDetails)
    # What only a mailbox on this side has can be read only of one.
    if ([string]$owner.RecipientType -ne 'UserMailbox') { return }
    $mailbox = Get-Mailbox -Identity $Answers.Owner @Dc
    $senders = @($mailbox.GrantSendOnBehalfTo | ForEach-Object { [string]$_ } | Where-Object { $_ })
    Add-Fact 'maySendOnBehalf' ($senders -contains [string]$delegate.Identity)
    $permission = Find-CalendarPermission $Answers.Owner $Answers.Delegate
    Add-Fact 'calendarRights' @($permission | Where-Object { $_ } | ForEach-Object { $_.AccessRights } | ForEach-Object { [string]$_ } | Where-Object { $_ })
    # Not every version reports whether the entry is that of a delegate.
    $flags = $null
    if ($permission) { $flags = 'not reported' }
    if ($permission -and $null -ne $permission.SharingPermissionFlags) { $flags = [string]$permission.SharingPermissionFlags }
    Add-Fact 'sharingFlags' $flags
}
