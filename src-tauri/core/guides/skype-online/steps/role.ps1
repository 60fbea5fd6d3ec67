function Invoke-RoleAssignmentStep {
    param([string]$AccountName, [string[]]$Role)
    Start-Step 'role' ('Roles ' + ($Role -join ' and '))
    $account = Get-RequiredAccount $AccountName
    $held = @()
    if ($account) { $held = @(Get-AssignedRole $AccountName $Role) }
    foreach ($missing in @($Role | Where-Object { $held -notcontains $_ })) {
        Invoke-Change $AccountName ('Assign ' + $missing) 'New-ManagementRoleAssignment' { New-ManagementRoleAssignment -Role $missing -User $account.Identity @Dc }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'roles' @(Get-AssignedRole $AccountName $Role)
}
