function Get-SchedulerRole {
    # The role by its name, or nothing. A role of another kind is an obstacle.
    $found = @(Get-ManagementRole @Dc | Where-Object { $_.Name -eq 'TeamsSchedulerRole' })
    if ($found.Count -eq 0) { return }
    if ([string]$found[0].RoleType -ne 'UserApplication') { Stop-Step 'role-of-other-type' ('A role TeamsSchedulerRole exists, but its type is ' + $found[0].RoleType + ', not UserApplication. Rename or remove it.') }
    $found[0]
}

function Add-RoleFact {
    # What a receipt tells of the role: the commands it allows, and who holds it.
    Add-Fact 'entries' @(Get-ManagementRoleEntry -Identity 'TeamsSchedulerRole\*' @Dc | ForEach-Object { [string]$_.Name })
    Add-Fact 'assignees' @(Get-ManagementRoleAssignment -Role 'TeamsSchedulerRole' @Dc | ForEach-Object { [string]$_.RoleAssigneeName })
}
