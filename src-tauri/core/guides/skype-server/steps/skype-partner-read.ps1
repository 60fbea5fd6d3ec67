function Find-SkypePartner {
    # The partner application with the address of the pool, or nothing. Its name is chosen by the
    # script of Exchange that makes it.
    $found = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.AuthMetadataUrl -eq $Answers.SkypeMetadataUrl })
    if ($found.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications have the address ' + $Answers.SkypeMetadataUrl + ': ' + (($found | ForEach-Object { $_.Name }) -join ', ') + '. Remove those that are not in use.') }
    if ($found.Count -eq 1) { $found[0] }
}

function Add-SkypePartnerFact {
    # What a receipt holds about the partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
}
