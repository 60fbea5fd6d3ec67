# Cases of every discovery script that reads what a guide for Exchange Server sets up. $tested has:
#   whole          the script with all steps of the guide
#   applications   how many partner applications there are afterwards
#   roles          says what is wrong with the roles among the facts
Test-Case 'reads: facts are complete and nothing is unread' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if ($facts.domainController -ne 'dc02.contoso.com') { "domain controller '$($facts.domainController)'" }
    if (@($facts.acceptedDomains).Count -ne 2 -or @($facts.certificates).Count -ne 1 -or @($facts.authServers).Count -ne 2) { 'facts are missing' }
}
Test-Case 'reads: the global catalogs that this server uses, and its domain' {
    $directory = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts.directory
    if ($directory.domain -ne 'contoso.com') { "domain '$($directory.domain)'" }
    if ((@($directory.globalCatalogs) -join ',') -ne 'dc01.contoso.com,dc03.contoso.com') { "global catalogs '$(@($directory.globalCatalogs) -join ',')'" }
    $run = Invoke-Script (New-Place { param($s) $s.servers[0].CurrentGlobalCatalogs = @('dc01.contoso.com') })
    $directory = ($run.receipt.steps | Where-Object id -eq 'discovery').facts.directory
    if ($directory.globalCatalogs -isnot [array] -or $directory.globalCatalogs.Count -ne 1) { 'a list of one is no list' }
}
Test-Case 'reads: a computer that is no Exchange server is said, and the rest is read' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-ExchangeServer'; kind = 'error' }) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ($facts.PSObject.Properties['directory']) { 'a directory is told' }
    if (@($facts.unread.name) -notcontains 'directory') { "unread: $(@($facts.unread.name) -join ',')" }
    if (@($facts.authServers).Count -ne 2) { 'the rest is missing' }
}
Test-Case 'reads: one thing that cannot be read is named, the rest is there' {
    $run = Invoke-Script (New-Place { param($s) $s.faults = @(@{ cmdlet = 'Get-AcceptedDomain'; kind = 'error' }); $s.missingCmdlets = @('Get-ManagementRole') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.unread.name) | Sort-Object) -join ',' -ne 'acceptedDomains,roles') { "unread: $($facts.unread.name -join ', ')" }
    if (@($facts.partnerApplications).Count -ne 1) { 'the rest is missing' }
}
Test-Case 'reads: what the guide has set up already is found' {
    $asked = $Script
    $place = New-Place
    $Script = $tested.whole; $before = Invoke-Script $place
    $Script = $asked; $run = Invoke-Script $place
    if ($run.state.changes -ne $before.state.changes) { 'discovery changed something' }
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.partnerApplications).Count -ne $tested.applications) { "$(@($facts.partnerApplications).Count) partner applications, not $($tested.applications)" }
    if (@($facts.accounts).Count -ne 1 -or -not $facts.accounts[0].hidden) { 'the account is not told as it is' }
    & $tested.roles $facts
}
Test-Case 'reads: an account that may not make mail users is told' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('New-MailUser') })
    if (($run.receipt.steps | Where-Object id -eq 'discovery').facts.mayCreateMailUser -ne $false) { 'it is not told' }
}
Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthConfig') })) 'cmdlet-not-in-role'
}
Test-Case 'reads: the forests that this one trusts are told' {
    $run = Invoke-Script (New-Place { param($s) $s.trusts = @('fabrikam.local') })
    $trusts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts.trusts
    if ($trusts -isnot [array] -or ($trusts -join ',') -ne 'fabrikam.local') { "told: $($trusts | ConvertTo-Json -Compress)" }
}
