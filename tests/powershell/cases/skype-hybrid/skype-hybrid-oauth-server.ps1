# kind: skype
# skip: replication
# Cases of the script that trusts the authorization server; run by Test-Script.ps1.
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
