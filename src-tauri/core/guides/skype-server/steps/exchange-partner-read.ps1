function Find-ExchangePartner {
    # The partner application of Exchange by its name or its address, or nothing.
    $found = @(Get-CsPartnerApplication -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'Exchange' -or (Get-PartnerAddress $_) -eq $Answers.ExchangeMetadataUrl })
    if ($found.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications point at Exchange: ' + (($found | ForEach-Object { $_.Identity }) -join ', ') + '. Remove those that are not in use.') }
    if ($found.Count -eq 1) { $found[0] }
}

function Add-ExchangePartnerFact {
    # What a receipt holds about the partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'identity' ([string]$Application.Identity)
    Add-Fact 'metadataUrl' ([string](Get-PartnerAddress $Application))
    Add-Fact 'trustLevel' ([string]$Application.ApplicationTrustLevel)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
}
