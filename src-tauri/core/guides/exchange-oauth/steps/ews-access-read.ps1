function Get-EwsSetting {
    # One setting as text. Exchange Online tells true, false or nothing; nothing is "not set", and what it
    # does not tell at all is "not known".
    param($Config, [string]$Name)
    if ($null -eq $Config -or -not $Config.PSObject.Properties[$Name]) { return 'not known' }
    $value = ([string]$Config.$Name).Trim()
    if ($value) { $value } else { 'not set' }
}

function Get-EwsAccess {
    # What Exchange Online says about EWS. The list of applications comes only when it is asked for, and an
    # older module cannot ask.
    $config = Get-OrganizationConfig -ErrorAction Stop
    $access = @{ enabled = (Get-EwsSetting $config 'EwsEnabled').ToLowerInvariant(); policy = (Get-EwsSetting $config 'EwsApplicationAccessPolicy'); allow = @($config.EwsAllowList | ForEach-Object { [string]$_ } | Where-Object { $_ }); block = @($config.EwsBlockList | ForEach-Object { [string]$_ } | Where-Object { $_ }); applications = $null; listed = $null; inEffect = $null }
    $asked = @{ ErrorAction = 'Stop' }
    if ((Get-Command -Name 'Get-OrganizationConfig').Parameters.ContainsKey('RetrieveEwsOperationAccessPolicy')) { $asked['RetrieveEwsOperationAccessPolicy'] = $true }
    if ($asked.Count -gt 1) {
        $policy = Get-OrganizationConfig @asked
        if ((Get-EwsSetting $policy 'EwsAllowedAppIDs') -ne 'not known') {
            # One text with commas between the ids.
            $access.applications = @((@($policy.EwsAllowedAppIDs) -join ',') -split '[\s,;]+' | Where-Object { $_ })
            if ($Answers.HybridApplicationId) { $access.listed = $access.applications -contains $Answers.HybridApplicationId }
        }
    }
    $access
}

function Add-EwsAccessFact {
    # What a receipt holds about it. What could not be read is null.
    param($Access)
    Add-Fact 'ewsEnabled' $Access.enabled
    Add-Fact 'ewsAllowedAppIds' $Access.applications
    Add-Fact 'ewsApplicationAccessPolicy' $Access.policy
    Add-Fact 'ewsAllowList' $Access.allow
    Add-Fact 'ewsBlockList' $Access.block
    Add-Fact 'applicationId' ([string]$Answers.HybridApplicationId)
    Add-Fact 'applicationListed' $Access.listed
    # False right after the list was written; nothing tells later.
    Add-Fact 'inEffect' $Access.inEffect
}
