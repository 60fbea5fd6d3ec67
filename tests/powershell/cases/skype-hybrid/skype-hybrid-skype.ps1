# lists: certificates,externalFqdns
# kind: skype
# skip: replication
# Cases of this script alone; run by Test-Script.ps1.
Test-Case 'server: an address of another tenant is changed, and the former one is told' {
    $run = Invoke-Script (New-Place { param($s) $s.csOAuthServers = @([ordered]@{ Identity = 'microsoft.sts'; MetadataUrl = 'https://old' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'oauth-server').facts
    if ($facts.formerMetadataUrl -ne 'https://old' -or $facts.ofTenant -ne $true) { $facts | ConvertTo-Json -Compress }
    if ('Remove-CsOAuthServer' -in @($run.state.done)) { 'it was removed in between' }
}
Test-Case 'refused: tenant-id-unknown' {
    $Script = New-Variant @{ TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'tenant-id-unknown'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}

Test-Case 'partner: one with another identifier is made anew, and its former values are told' {
    $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; ApplicationIdentifier = '00000002-0000-0000-0000-000000000000'; ApplicationTrustLevel = 'None'; UseOAuthServer = $true; MetadataUrl = ''; Enabled = $true }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $goal $run 'the run'
    $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts
    if ($facts.formerApplicationIdentifier -ne '00000002-0000-0000-0000-000000000000' -or $facts.formerTrustLevel -ne 'None' -or $facts.formerUseOAuthServer -ne 'True') { $facts | ConvertTo-Json -Compress }
}
Test-Case 'partner: what undo needs is told also when the new one fails' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'New-CsPartnerApplication'; kind = 'error' }); $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; ApplicationIdentifier = '00000002-0000-0000-0000-000000000000'; ApplicationTrustLevel = 'Full'; UseOAuthServer = $true; MetadataUrl = ''; Enabled = $true }) })
    Confirm-Failed $run 'exchange-error'
    $step = $run.receipt.steps | Where-Object id -eq 'exchange-partner'
    if ($step.facts.formerApplicationIdentifier -ne '00000002-0000-0000-0000-000000000000' -or @($step.changes).Count -ne 1) { $step | ConvertTo-Json -Compress }
}
Test-Case 'partner: one with less trust is trusted fully' {
    $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; ApplicationTrustLevel = 'None'; UseOAuthServer = $false; MetadataUrl = ''; Enabled = $true }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $goal $run 'the run'
}

Test-Case 'by hand: another address, less trust, another service name' {
    $run = Invoke-Script (New-Place { param($s) $s.csOAuthServers = @([ordered]@{ Identity = 'microsoft.sts'; MetadataUrl = 'https://old' }); $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; ApplicationTrustLevel = 'None'; UseOAuthServer = $false; MetadataUrl = ''; Enabled = $true }); $s.csOAuthConfiguration.ServiceName = 'x' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $goal $run 'the run'
    if (($run.receipt.steps | Where-Object id -eq 'service-name').facts.formerServiceName -ne 'x') { 'the former name is not told' }
}
Test-Case 'refused: no-token-issuer' { Confirm-Failed (Invoke-Script (New-Place { param($s) $s.csCertificates = @() })) 'no-token-issuer' }
