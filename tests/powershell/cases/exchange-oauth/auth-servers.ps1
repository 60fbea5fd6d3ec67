# kind: unconfigured
# lists: authServers
# Cases of the script for authorization servers; run by Test-Script.ps1.
Test-Case 'wizard: what the Hybrid Configuration Wizard made under other names is taken as it is' {
    $run = Invoke-Script (New-Place {
            param($s)
            $s.authServers = @([ordered]@{ Name = 'ACS - 1'; Identity = 'ACS - 1'; Type = 'MicrosoftACS'; Realm = $s.tenant; Enabled = $true; AuthMetadataUrl = 'https://accounts.accesscontrol.windows.net/other/metadata/json/1'; ApplicationIdentifier = '' }, [ordered]@{ Name = 'EvoSts - 1'; Identity = 'EvoSts - 1'; Type = 'AzureAD'; Realm = $s.tenant; Enabled = $false; AuthMetadataUrl = 'https://login.windows.net/other'; ApplicationIdentifier = 'abc' })
        })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (@($run.state.authServers).Count -ne 2) { 'a second authorization server was made' }
    if (@($run.state.authServers | Where-Object { -not $_.Enabled }).Count) { 'the disabled one was not enabled' }
}
Test-Case 'tenants: those of another tenant are left alone, and no name is given twice' {
    $other = {
        param($s)
        $s.authServers = @(
            [ordered]@{ Name = 'WindowsAzureACS'; Identity = 'WindowsAzureACS'; Type = 'MicrosoftACS'; Realm = '11112222-0000-3333-4444-555566667777'; Enabled = $true; AuthMetadataUrl = 'https://accounts.accesscontrol.windows.net/fabrikam.com/metadata/json/1'; ApplicationIdentifier = '' },
            [ordered]@{ Name = 'evoSTS'; Identity = 'evoSTS'; Type = 'AzureAD'; Realm = '11112222-0000-3333-4444-555566667777'; Enabled = $false; AuthMetadataUrl = 'https://login.windows.net/contoso.com/federationmetadata/2007-06/federationmetadata.xml'; ApplicationIdentifier = 'abc' },
            [ordered]@{ Name = 'evoSTS 2'; Identity = 'evoSTS 2'; Type = 'AzureAD'; Realm = '22223333-0000-3333-4444-555566667777'; Enabled = $true; AuthMetadataUrl = 'https://login.windows.net/x'; ApplicationIdentifier = '' })
    }
    $place = New-Place $other
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@($run.state.authServers | ForEach-Object Name) -join ',') -ne 'WindowsAzureACS,evoSTS,evoSTS 2,WindowsAzureACS 2,evoSTS 3') { "names: $(@($run.state.authServers | ForEach-Object Name) -join ',')" }
    if ($run.state.authServers[1].Enabled) { 'the one of another tenant was enabled' }
    $told = @(($run.receipt.steps | Where-Object id -eq 'auth-servers').facts.authServers | ForEach-Object name)
    if (($told -join ',') -ne 'WindowsAzureACS 2,evoSTS 3') { "told: $($told -join ',')" }
    $again = Invoke-Script $place
    if ($again.state.changes -ne $run.state.changes) { 'the second run changed something' }
}
Test-Case 'refused: tenant-id-unknown' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.authServers = @([ordered]@{ Name = 'ACS - 1'; Identity = 'ACS - 1'; Type = 'MicrosoftACS'; Realm = $s.tenant; Enabled = $true; AuthMetadataUrl = 'https://other'; ApplicationIdentifier = '' }) })
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
