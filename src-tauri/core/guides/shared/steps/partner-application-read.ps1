function Find-PartnerApplication {
    # The partner application with that identifier, or nothing. Matched by identifier, never by name:
    # Get-PartnerApplication -Identity returns everything when the name is not found.
    param([string]$Name, [string]$ApplicationIdentifier)
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq $ApplicationIdentifier })
    $own = @(Select-OwnApplication $all)
    if ($own.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications have the identifier of ' + $Name + ': ' + (($own | ForEach-Object { $_.Name }) -join ', ') + '. Remove those that are not in use.') }
    if ($own.Count -eq 0 -and $all.Count -gt 0) {
        $names = ($all | ForEach-Object { [string]$_.Name + ' (' + $_.Realm + ')' }) -join ', '
        # A realm can be compared only with the tenant's id, not with one of its domains.
        if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these partner applications: ' + $names + '. Enter the tenant ID in Crosstrust and save the script again.') }
        # None is created beside it: parts of Exchange look an application up by its identifier alone and
        # fail where two have it, for both tenants. No procedure for two tenants is published.
        Stop-Step 'partner-foreign-realm' ('These partner applications belong to another tenant: ' + $names + '.')
    }
    $own
}

function Add-PartnerApplicationFact {
    # What a receipt holds about a partner application; of one that is missing, that nothing is there.
    # $AccountName: the account that this guide links it to. Of another one, its roles are reported.
    param($Application, [string]$AccountName)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
    Add-Fact 'realm' ([string]$Application.Realm)
    if ($AccountName -and [string]$Application.LinkedAccount -and [string]$Application.LinkedAccount -notlike ('*/' + $AccountName)) { Add-LinkedRoleFact ([string]$Application.LinkedAccount) }
}

function Add-LinkedRoleFact {
    # The roles that an account holds, by itself or through a group; null where they cannot be read.
    param([string]$Account)
    try { $roles = @(Get-ManagementRoleAssignment -RoleAssignee $Account @Dc | ForEach-Object { [string]$_.Role } | Sort-Object -Unique) }
    catch {
        $roles = $null
        Write-Output ('  not read: the roles of ' + $Account + ' (' + $_.Exception.Message + ')')
    }
    Add-Fact 'linkedAccountRoles' $roles
}
