function Invoke-RoleStep {
    # A role of the account's own: made from $Parent, with $Keep as the only command that stays.
    param([string]$Name, [string]$Parent, [string]$Keep, [string]$AccountName)
    Start-Step 'role' ('Management role ' + $Name)
    $account = Get-RequiredAccount $AccountName
    if (-not (Get-ApplicationRole $Name $Parent)) {
        Invoke-Change $Name ('Create the role from ' + $Parent) 'New-ManagementRole' { New-ManagementRole -Name $Name -Parent $Parent @Dc }
        if ($Run.Step.outcome -eq 'planned') { return }
    }
    $entries = @(Get-ManagementRoleEntry -Identity ($Name + '\*') @Dc | ForEach-Object { [string]$_.Name })
    if ($entries -notcontains $Keep) { Stop-Step 'role-without-getdelegate' ($Name + ' no longer holds ' + $Keep + '. Remove the role and run the script again.') }
    $surplus = @($entries | Where-Object { $_ -ne $Keep })
    if ($surplus.Count -gt 0) {
        Invoke-Change $Name ('Remove ' + [string]$surplus.Count + ' entries, keep ' + $Keep) 'Remove-ManagementRoleEntry' {
            foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ($Name + '\' + $entry) -Confirm:$false @Dc }
        } -Before $entries -After $Keep
    }
    $assigned = @()
    if ($account) { $assigned = @(Get-ManagementRoleAssignment -Role $Name @Dc | Where-Object { [string]$_.RoleAssigneeName -eq [string]$account.Name }) }
    if ($assigned.Count -eq 0) {
        Invoke-Change $Name ('Assign to ' + $AccountName) 'New-ManagementRoleAssignment' { New-ManagementRoleAssignment -Role $Name -User $account.Identity @Dc }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-RoleFact $Name
}
