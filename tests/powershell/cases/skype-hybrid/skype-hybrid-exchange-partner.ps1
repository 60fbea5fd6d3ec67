# kind: skype
# skip: replication
# Cases of the script that makes Exchange Online a partner; run by Test-Script.ps1.
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
Test-Case 'partner: one that is off is enabled, and nothing else of it is set' {
    $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; ApplicationTrustLevel = 'Full'; UseOAuthServer = $true; MetadataUrl = ''; Enabled = $false }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -ne 1 -or -not $run.state.csPartnerApplications[0].Enabled) { 'it was not enabled' }
    if (($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts.enabled -ne $true) { 'it is not told' }
    Confirm-Same $goal $run 'the run'
}
Test-Case 'partner: the kind of its token is read' {
    $token = 'Microsoft.Rtc.Management.WritableConfig.Settings.SSAuth.UseOAuthServer'
    foreach ($one in @(@{ token = $token; changes = 0; former = $null }, @{ token = 'Value=https://old.contoso.com/metadata/json/1'; changes = 1; former = 'https://old.contoso.com/metadata/json/1' })) {
        $run = Invoke-Script (New-Place { param($s) $s.csPartnerApplications = @([ordered]@{ Identity = 'microsoft.exchange'; AuthToken = $one.token; ApplicationIdentifier = '00000002-0000-0ff1-ce00-000000000000'; ApplicationTrustLevel = 'Full'; Enabled = $true }) })
        if ($run.state.changes -ne $one.changes) { "$($run.state.changes) changes with $($one.token):`n$($run.text)" }
        $facts = ($run.receipt.steps | Where-Object id -eq 'exchange-partner').facts
        if ($one.changes -eq 0 -and $facts.useOAuthServer -ne $true) { 'it is told not to go through the authorization server' }
        if ([string]$facts.formerMetadataUrl -ne [string]$one.former) { "formerly '$($facts.formerMetadataUrl)'" }
    }
}
