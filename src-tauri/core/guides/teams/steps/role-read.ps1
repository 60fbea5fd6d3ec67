function Get-ApplicationRole {
    # The role by its name, or nothing. A role of another kind is an obstacle.
    param([string]$Name, [string]$Parent)
    $found = @(Get-ManagementRole @Dc | Where-Object { $_.Name -eq $Name })
    if ($found.Count -eq 0) { return }
    if ([string]$found[0].RoleType -ne $Parent) { Stop-Step 'role-of-other-type' ('A role ' + $Name + ' exists, but its type is ' + $found[0].RoleType + ', not ' + $Parent + '. Rename or remove it.') }
    $found[0]
}

function Add-RoleFact {
    # What a receipt holds about the role: the commands it allows, and who holds it.
    param([string]$Name)
    Add-Fact 'entries' @(Get-ManagementRoleEntry -Identity ($Name + '\*') @Dc | ForEach-Object { [string]$_.Name })
    Add-Fact 'assignees' @(Get-ManagementRoleAssignment -Role $Name @Dc | ForEach-Object { [string]$_.RoleAssigneeName })
}
