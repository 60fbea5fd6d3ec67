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
Test-Case 'refused: tenant-id-unknown' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.authServers = @([ordered]@{ Name = 'ACS - 1'; Identity = 'ACS - 1'; Type = 'MicrosoftACS'; Realm = $s.tenant; Enabled = $true; AuthMetadataUrl = 'https://other'; ApplicationIdentifier = '' }) })
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
