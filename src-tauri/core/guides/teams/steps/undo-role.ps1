function Invoke-UndoRoleStep {
    param([string]$Name, [string]$AccountName)
    Start-Step 'role' ('Management role ' + $Name)
    $readRole = { Get-ManagementRole @Dc | Where-Object { $_.Name -eq $Name } }
    if (@(& $readRole).Count -gt 0) {
        $assignments = @(Get-ManagementRoleAssignment -Role $Name @Dc)
        $others = @($assignments | Where-Object { [string]$_.RoleAssigneeName -ne $AccountName })
        if ($Answers.Created -contains 'assignment') {
            Assert-NothingLinked $AccountName
            foreach ($one in @($assignments | Where-Object { [string]$_.RoleAssigneeName -eq $AccountName })) {
                Invoke-Change $one.Name 'Remove the role assignment' 'Remove-ManagementRoleAssignment' { Remove-ManagementRoleAssignment -Identity $one.Identity -Confirm:$false @Dc } -Before ([string]$one.Name) -After $null
            }
        }
        if ($Answers.Created -contains 'role') {
            if ($others.Count -gt 0) { Stop-Step 'undo-in-use' ($Name + ' is now also assigned to ' + (($others | ForEach-Object { $_.RoleAssigneeName }) -join ', ') + '. The script did not change it.') }
            Invoke-Change $Name 'Remove the role' 'Remove-ManagementRole' { Remove-ManagementRole -Identity $Name -Confirm:$false @Dc } -Before $Name -After $null
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(& $readRole).Count -gt 0)
}
