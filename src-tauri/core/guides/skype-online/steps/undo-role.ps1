function Invoke-UndoRoleAssignmentStep {
    # The roles themselves are built in and stay; so does every other assignment.
    param([string]$AccountName, [string[]]$Role)
    Start-Step 'role' ('Roles ' + ($Role -join ' and '))
    $made = @($Role | Where-Object { $Answers.Created -contains $_ })
    if ($made.Count -gt 0) { Assert-NothingLinked $AccountName }
    foreach ($one in $made) {
        foreach ($assignment in @(Get-ManagementRoleAssignment -Role $one @Dc | Where-Object { [string]$_.RoleAssigneeName -eq $AccountName })) {
            Invoke-Change $assignment.Name 'Remove the role assignment' 'Remove-ManagementRoleAssignment' { Remove-ManagementRoleAssignment -Identity $assignment.Identity -Confirm:$false @Dc } -Before ([string]$assignment.Name) -After $null
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(Get-AssignedRole $AccountName $Role).Count -gt 0)
}
