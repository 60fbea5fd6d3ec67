function Invoke-EwsAccessStep {
    Start-Step 'ews-access' 'Access to EWS in Exchange Online'
    $access = Get-EwsAccess
    # The list is written only after the operator decided so, and only when it was read and lacks the id.
    if ($Answers.AllowApplication -and $access.listed -eq $false) {
        $former = @($access.applications)
        if ($former.Count -eq 0 -and $access.enabled -eq 'true') {
            Stop-Step 'ews-list-empty' 'EwsEnabled is true and EwsAllowedAppIDs is empty. With this application as its only entry, the list would block every other application that uses EWS. Set the list with all applications that need EWS, then run the script again.'
        }
        $odd = @($former | Where-Object { $_ -notmatch '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' })
        if ($odd.Count -gt 0) { Stop-Step 'ews-list-unreadable' ('EwsAllowedAppIDs has an entry that is not an application ID: ' + ($odd -join ', ') + '. The script did not change the list.') }
        # Reported before the write: whatever happens in it, the former list is in the receipt.
        Add-Fact 'formerEwsAllowedAppIds' ($former -join ',')
        Invoke-Change $Answers.HybridApplicationId 'Allow the application to use EWS' 'Set-OrganizationConfig' {
            Set-OrganizationConfig -EwsAllowedAppIDs (($former + $Answers.HybridApplicationId) -join ',') -ErrorAction Stop
        } -Before @($former) -After @($former + $Answers.HybridApplicationId)
        if ($Run.Step.outcome -eq 'planned') { return }
        $access = Wait-ForObject { Get-EwsAccess | Where-Object { $_.listed } }
        if (-not $access) { Stop-Step 'ews-list-not-written' 'Exchange Online does not show the application in EwsAllowedAppIDs yet. Wait a minute and run the script again.' }
        $lost = @($former | Where-Object { $access.applications -notcontains $_ })
        if ($lost.Count -gt 0) { Stop-Step 'ews-list-incomplete' ('Entries that were in EwsAllowedAppIDs before are missing now: ' + ($lost -join ', ') + '. The whole list before this run was: ' + ($former -join ',')) }
        $access.inEffect = $false
        Add-Fact 'takesEffect' ([DateTime]::UtcNow.AddHours(24).ToString('o'))
    }
    Add-EwsAccessFact $access
}
