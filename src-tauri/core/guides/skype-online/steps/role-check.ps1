function Invoke-RoleAssignmentCheck {
    param([string]$AccountName, [string[]]$Role)
    Start-Step 'role' ('Roles ' + ($Role -join ' and ') + ' (only read)')
    Add-Fact 'roles' @(Get-AssignedRole $AccountName $Role)
}
