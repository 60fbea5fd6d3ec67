function Get-PartnerAddress {
    # Where a partner application is described, or nothing. The server tells it as a property of its own
    # or inside the token of the application, as "Value=https://...".
    param($Application)
    $address = [string]$Application.MetadataUrl
    if (-not $address -and [string]$Application.AuthToken -match 'https?://[^\s;"]+') { $address = $Matches[0] }
    $address
}
