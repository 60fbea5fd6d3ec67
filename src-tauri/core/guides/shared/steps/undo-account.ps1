function Invoke-UndoAccountStep {
    # $Role: the roles that this guide gives to the account. Any other role that it holds by itself was
    # given to it by somebody else.
    param([string]$Name, [string[]]$Role)
    Start-Step 'account' ('Application account ' + $Name)
    $read = { Get-Recipient -Filter ('Name -eq ''' + $Name + '''') @Dc }
    $found = @(& $read)
    if ($found.Count -eq 1 -and $Answers.Created -contains 'account') {
        if ([string]$found[0].RecipientType -ne 'MailUser') { Stop-Step 'undo-changed-since' ($Name + ' is now a ' + $found[0].RecipientType + '. The script did not change it.') }
        Assert-NothingLinked $Name
        $others = @(Get-ManagementRoleAssignment -RoleAssignee $found[0].Identity @Dc | Where-Object { [string]$_.RoleAssigneeName -eq $Name -and $Role -notcontains [string]$_.Role })
        if ($others.Count -gt 0) { Stop-Step 'undo-in-use' ($Name + ' also holds ' + (($others | ForEach-Object { [string]$_.Role }) -join ', ') + ', which this setup did not assign. The script did not change it.') }
        Invoke-Change $Name 'Remove the mail user' 'Remove-MailUser' { Remove-MailUser -Identity $found[0].Identity -Confirm:$false @Dc } -Before $Name -After $null
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(& $read).Count -gt 0)
}
