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
        if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The tenant id is not known, so it cannot be told whose these partner applications are: ' + $names + '. Enter the tenant id in Crosstrust and save the script again.') }
        Stop-Step 'partner-foreign-realm' ('These partner applications belong to another tenant: ' + $names + '.')
    }
    $own
}

function Add-PartnerApplicationFact {
    # What a receipt tells of a partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
    Add-Fact 'realm' ([string]$Application.Realm)
}
