# kind: unconfigured
# lists: exchangeOnlinePartners,linkedAccounts
# Cases of the script for the partner application Exchange Online; run by Test-Script.ps1.
Test-Case 'facts: it is enabled, and both names of the fact say so' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'exchange-online-partner').facts
    if ($facts.enabled -ne $true -or $facts.exchangeOnlinePartner -ne $true) { 'not told as enabled' }
    if ($facts.PSObject.Properties['roles']) { 'roles are told of no account' }
}
Test-Case 'facts: the roles of its account are told' {
    & $newState -Path "$work/set-up.json" -Kind fresh
    $run = Invoke-Script (New-Place { param($s) $s.roleAssignments += [ordered]@{ Name = 'x'; Identity = 'x'; Role = 'UserApplication'; RoleAssigneeName = 'Exchange Online-ApplicationAccount'; RoleAssignee = 'x'; RoleAssigneeType = 'User'; Enabled = $true } } "$work/set-up.json")
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-online-partner').facts
    if ((@($facts.roles) -join ',') -ne 'UserApplication') { "roles: $(@($facts.roles) -join ',')" }
}
Test-Case 'refused: exchange-online-partner-missing' { Confirm-Failed (Invoke-Script (New-Place { param($s) $s.partnerApplications = @() })) 'exchange-online-partner-missing' }
Test-Case 'realm: the one without a realm is meant, as in the article' {
    $run = Invoke-Script (New-Place { param($s) $s.partnerApplications += [ordered]@{ Name = 'Other'; Identity = 'Other'; Enabled = $true; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; Realm = $s.tenant; LinkedAccount = ''; UseAuthServer = $true } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (-not $run.state.partnerApplications[0].Enabled) { 'it was not enabled' }
}
Test-Case 'tenants: the one of another tenant is left alone' {
    $run = Invoke-Script (New-Place { param($s) $s.partnerApplications = @([ordered]@{ Name = 'Fabrikam'; Identity = 'Fabrikam'; Enabled = $false; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; Realm = '11112222-0000-3333-4444-555566667777'; LinkedAccount = ''; UseAuthServer = $true }) + @($s.partnerApplications) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.partnerApplications[0].Enabled) { 'the one of another tenant was enabled' }
    if (-not $run.state.partnerApplications[1].Enabled) { 'the one of this tenant was not enabled' }
    $told = @(($run.receipt.steps | Where-Object id -eq 'exchange-online-partner').facts.exchangeOnlinePartners)
    if ((@($told | ForEach-Object name) -join ',') -ne 'Exchange Online') { "told: $(@($told | ForEach-Object name) -join ',')" }
}
Test-Case 'refused: tenant-id-unknown' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.partnerApplications[0].Realm = $s.tenant })
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
