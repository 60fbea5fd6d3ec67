function Find-PartnerApplication {
    # The partner application with that identifier, or nothing. Matched by identifier, never by name:
    # Get-PartnerApplication -Identity returns everything when the name is not found.
    param([string]$Name, [string]$ApplicationIdentifier)
    $found = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq $ApplicationIdentifier })
    if ($found.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications have the identifier of ' + $Name + ': ' + (($found | ForEach-Object { $_.Name }) -join ', ') + '. Remove those that are not in use.') }
    if ($found.Count -eq 0) { return }
    # A realm can be compared only with the tenant's id, not with one of its domains.
    if ($found[0].Realm -and $Answers.TenantId -match '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' -and [string]$found[0].Realm -ne $Answers.TenantId) {
        Stop-Step 'partner-foreign-realm' ('Partner application ' + $found[0].Name + ' belongs to another tenant (' + $found[0].Realm + ').')
    }
    $found[0]
}

function Add-PartnerApplicationFact {
    # What a receipt tells of a partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
    Add-Fact 'realm' ([string]$Application.Realm)
}
