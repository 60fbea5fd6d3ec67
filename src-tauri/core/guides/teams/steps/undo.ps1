# $Answers.Created names what the receipt says this setup made; Enabled the applications it enabled;
# Relinked the former linked account of those it linked anew. What was there before is not touched.
function Invoke-UndoApplicationStep {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier)
    Start-Step $StepId ('Partner application ' + $Name)
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    if ($application) {
        if ($Answers.Created -contains $StepId) {
            if ([string]$application.Name -ne $Name) { Stop-Step 'undo-changed-since' ('The partner application is now named ' + $application.Name + ': somebody changed it since. It is left as it is.') }
            Invoke-Change $Name 'Remove the partner application' 'Remove-PartnerApplication' { Remove-PartnerApplication -Identity $application.Identity -Confirm:$false @Dc }
        }
        else {
            if ($Answers.Relinked.ContainsKey($StepId) -and [string]$application.LinkedAccount -ne [string]$Answers.Relinked[$StepId]) {
                # It had no linked account before where the former one is empty.
                $former = $null
                if ($Answers.Relinked[$StepId]) { $former = $Answers.Relinked[$StepId] }
                Invoke-Change $application.Name 'Link to the former account again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -LinkedAccount $former @Dc }
            }
            if ($Answers.Enabled -contains $StepId -and $application.Enabled) { Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc } }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-Fact 'present' ([bool]$left)
    if ($left) { Add-Fact 'enabled' ([bool]$left.Enabled); Add-Fact 'linkedAccount' ([string]$left.LinkedAccount) }
}

function Invoke-UndoRoleStep {
    Start-Step 'role' 'Management role TeamsSchedulerRole'
    $readRole = { Get-ManagementRole @Dc | Where-Object { $_.Name -eq 'TeamsSchedulerRole' } }
    if (@(& $readRole).Count -gt 0) {
        $assignments = @(Get-ManagementRoleAssignment -Role 'TeamsSchedulerRole' @Dc)
        $others = @($assignments | Where-Object { [string]$_.RoleAssigneeName -ne 'TeamsScheduler' })
        if ($Answers.Created -contains 'assignment') {
            foreach ($one in @($assignments | Where-Object { [string]$_.RoleAssigneeName -eq 'TeamsScheduler' })) {
                Invoke-Change $one.Name 'Remove the role assignment' 'Remove-ManagementRoleAssignment' { Remove-ManagementRoleAssignment -Identity $one.Identity -Confirm:$false @Dc }
            }
        }
        if ($Answers.Created -contains 'role') {
            if ($others.Count -gt 0) { Stop-Step 'undo-in-use' ('TeamsSchedulerRole is now also assigned to ' + (($others | ForEach-Object { $_.RoleAssigneeName }) -join ', ') + '. It is left as it is.') }
            Invoke-Change 'TeamsSchedulerRole' 'Remove the role' 'Remove-ManagementRole' { Remove-ManagementRole -Identity 'TeamsSchedulerRole' -Confirm:$false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(& $readRole).Count -gt 0)
}

function Invoke-UndoAccountStep {
    Start-Step 'account' 'Application account TeamsScheduler'
    $read = { Get-Recipient -Filter "Name -eq 'TeamsScheduler'" @Dc }
    $found = @(& $read)
    if ($found.Count -eq 1 -and $Answers.Created -contains 'account') {
        if ([string]$found[0].RecipientType -ne 'MailUser') { Stop-Step 'undo-changed-since' ('TeamsScheduler is now a ' + $found[0].RecipientType + '. It is left as it is.') }
        $linked = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.LinkedAccount -eq [string]$found[0].Identity })
        if ($linked.Count -gt 0 -and -not $WhatIfPreference) { Stop-Step 'undo-in-use' ('TeamsScheduler is still the linked account of ' + (($linked | ForEach-Object { $_.Name }) -join ', ') + '. It is left as it is.') }
        Invoke-Change 'TeamsScheduler' 'Remove the mail user' 'Remove-MailUser' { Remove-MailUser -Identity $found[0].Identity -Confirm:$false @Dc }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(& $read).Count -gt 0)
}
