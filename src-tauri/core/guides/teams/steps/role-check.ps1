function Invoke-RoleCheck {
    param([string]$Name, [string]$Parent)
    Start-Step 'role' ('Management role ' + $Name + ' (only read)')
    $role = Get-ApplicationRole $Name $Parent
    if ($role) { Add-RoleFact $Name; return }
    Add-Fact 'entries' @()
    Add-Fact 'assignees' @()
}
