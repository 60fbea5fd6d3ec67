function Invoke-RoleStep {
    Start-Step 'role' 'Management role TeamsSchedulerRole'
    $account = Get-RequiredAccount
    if (-not (Get-SchedulerRole)) {
        Invoke-Change 'TeamsSchedulerRole' 'Create the role from UserApplication' 'New-ManagementRole' { New-ManagementRole -Name 'TeamsSchedulerRole' -Parent 'UserApplication' @Dc }
        if ($Run.Step.outcome -eq 'planned') { return }
    }
    $entries = @(Get-ManagementRoleEntry -Identity 'TeamsSchedulerRole\*' @Dc | ForEach-Object { [string]$_.Name })
    if ($entries -notcontains 'GetDelegate') { Stop-Step 'role-without-getdelegate' 'TeamsSchedulerRole no longer holds GetDelegate. Remove the role and run the script again.' }
    $surplus = @($entries | Where-Object { $_ -ne 'GetDelegate' })
    if ($surplus.Count -gt 0) {
        Invoke-Change 'TeamsSchedulerRole' ('Remove {0} entries, keep GetDelegate' -f $surplus.Count) 'Remove-ManagementRoleEntry' {
            foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ('TeamsSchedulerRole\' + $entry) -Confirm:$false @Dc }
        }
    }
    $assigned = @()
    if ($account) { $assigned = @(Get-ManagementRoleAssignment -Role 'TeamsSchedulerRole' @Dc | Where-Object { [string]$_.RoleAssigneeName -eq [string]$account.Name }) }
    if ($assigned.Count -eq 0) {
        Invoke-Change 'TeamsSchedulerRole' 'Assign to TeamsScheduler' 'New-ManagementRoleAssignment' { New-ManagementRoleAssignment -Role 'TeamsSchedulerRole' -User $account.Identity @Dc }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-RoleFact
}
