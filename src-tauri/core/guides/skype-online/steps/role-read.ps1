function Get-AssignedRole {
    # Those of the roles that the account holds by an assignment of its own.
    param([string]$AccountName, [string[]]$Role)
    foreach ($one in $Role) {
        $assigned = @(Get-ManagementRoleAssignment -Role $one @Dc | Where-Object { [string]$_.RoleAssigneeName -eq $AccountName })
        if ($assigned.Count -gt 0) { $one }
    }
}
