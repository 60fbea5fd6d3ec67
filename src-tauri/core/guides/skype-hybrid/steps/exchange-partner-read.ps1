function Find-ExchangePartner {
    # The partner application by its name, or nothing.
    Get-CsPartnerApplication -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'microsoft.exchange' }
}

function Add-ExchangePartnerFact {
    # What a receipt holds about the partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'applicationIdentifier' ([string]$Application.ApplicationIdentifier)
    Add-Fact 'trustLevel' ([string]$Application.ApplicationTrustLevel)
    Add-Fact 'useOAuthServer' (Test-ThroughServer $Application)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
}
