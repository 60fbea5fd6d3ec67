function Find-OAuthServer {
    # The authorization server by its name, or nothing.
    Get-CsOAuthServer -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'microsoft.sts' }
}

function Add-OAuthServerFact {
    # What a receipt holds about the authorization server; of one that is missing, that nothing is there.
    param($Server)
    Add-Fact 'metadataUrl' ([string]$Server.MetadataUrl)
    Add-Fact 'ofTenant' ([string]$Server.MetadataUrl -eq $Answers.StsMetadataUrl)
}
