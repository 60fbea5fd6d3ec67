function Invoke-OAuthServerStep {
    Start-Step 'oauth-server' 'Authorization server microsoft.sts'
    # The address names the tenant by its id, so that it is the same however the tenant was named.
    if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The ID of the tenant ' + $Answers.TenantId + ' is unknown. Enter the tenant ID in Crosstrust and save the script again.') }
    $server = Find-OAuthServer
    if (-not $server) {
        Invoke-Change 'microsoft.sts' 'Create the authorization server' 'New-CsOAuthServer' { New-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $Answers.StsMetadataUrl -ErrorAction Stop }
    }
    elseif ([string]$server.MetadataUrl -ne $Answers.StsMetadataUrl) {
        # The article removes and creates it again; changing it leaves no moment without one.
        $former = [string]$server.MetadataUrl
        # Undo sets the former value again.
        Invoke-Change 'microsoft.sts' ('Change its address to ' + $Answers.StsMetadataUrl) 'Set-CsOAuthServer' { Set-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $Answers.StsMetadataUrl -ErrorAction Stop } -Before $former -After $Answers.StsMetadataUrl -Replaced @{ formerMetadataUrl = $former }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $server = Wait-ForObject { Find-OAuthServer }
    Add-OAuthServerFact $server
}
