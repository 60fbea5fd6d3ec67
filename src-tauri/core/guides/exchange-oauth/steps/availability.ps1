function Invoke-AvailabilityStep {
    Start-Step 'availability' 'Availability address space for servers older than Exchange 2013 SP1'
    $old = @(Find-OldServer)
    $spaces = @(Find-AddressSpace)
    if ($old.Count -eq 0) { Write-Output '  Not needed: no server is older than Exchange 2013 SP1.' }
    elseif ($spaces.Count -eq 0 -and -not $Answers.AddAddressSpace) {
        Write-Output ('  Older than Exchange 2013 SP1: ' + (($old | ForEach-Object { [string]$_.Name }) -join ', ') + '. Decide in Crosstrust whether they need the address space.')
    }
    elseif ($spaces.Count -eq 0) {
        Invoke-Change $Answers.HybridDomain 'Add the availability address space' 'Add-AvailabilityAddressSpace' {
            Add-AvailabilityAddressSpace -AccessMethod 'InternalProxy' -ProxyUrl $Answers.EwsUrl -ForestName $Answers.HybridDomain -UseServiceAccount $true @Dc
        } -Before $null -After $Answers.EwsUrl
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-AddressSpace }
        if (-not $made) { Stop-Step 'address-space-not-replicated' ('The new availability address space is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        $spaces = @(Find-AddressSpace)
    }
    Add-AvailabilityFact $old $spaces
}
