function Get-WantedAuthServer {
    # The two sign-in services of this tenant whose tokens Exchange has to accept.
    @{ name = 'WindowsAzureACS'; type = 'MicrosoftACS'; url = $Answers.AcsMetadataUrl }
    @{ name = 'evoSTS'; type = 'AzureAD'; url = $Answers.EvoStsMetadataUrl }
}

function Find-AuthServer {
    # The authorization servers of one kind that belong to this tenant. The wizard of Exchange names
    # them differently ("ACS - guid", "EvoSts - guid"): type and tenant decide, not the name.
    param($Wanted)
    $ofType = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq $Wanted.type })
    # A realm is the id of a tenant and decides. The address decides where one of the two is not known.
    $found = @($ofType | Where-Object { [string]$_.Realm -eq $Answers.TenantId -or ([string]$_.AuthMetadataUrl -eq $Wanted.url -and (-not [string]$_.Realm -or -not (Test-TenantId))) })
    # Without the id one that is there would not be known, and be doubled.
    if ($found.Count -eq 0 -and $ofType.Count -gt 0 -and -not (Test-TenantId)) {
        Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these authorization servers: ' + (($ofType | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant ID in Crosstrust and save the script again.')
    }
    $found
}

function Add-AuthServerFact {
    # What a receipt holds about Exchange's own name in tokens and of the sign-in services it trusts.
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    $servers = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'authServers' @($servers | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl; applicationIdentifier = [string]$_.ApplicationIdentifier } })
}
