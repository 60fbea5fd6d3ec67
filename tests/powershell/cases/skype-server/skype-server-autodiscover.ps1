# lists: servers,serverAddresses,withoutAddress,blankServers,undecided,notFilled
# skip: replication
# Cases of the script that sets autodiscover addresses; run by Test-Script.ps1.
Test-Case 'autodiscover: by default every address stays, and blank ones are to be decided' {
    $Script = New-Variant @{ FillAutodiscoverOn = '@()' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes -or $run.state.clientAccess[1].AutoDiscoverServiceInternalUri) { 'an address was filled in' }
    $facts = ($run.receipt.steps | Where-Object id -eq 'autodiscover').facts
    if ((@($facts.undecided) -join ',') -ne 'EX02' -or @($facts.blankServers)[0].host -ne 'ex02.contoso.com' -or @($facts.notFilled).Count) { $facts | ConvertTo-Json -Compress -Depth 4 }
    if (@($facts.serverAddresses) -notcontains 'EX02: blank') { @($facts.serverAddresses) -join ' | ' }
}
Test-Case 'autodiscover: a blank address that was not chosen stays blank' {
    $run = Invoke-Script (New-Place { param($s) $s.clientAccess[0].AutoDiscoverServiceInternalUri = '' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.clientAccess[0].AutoDiscoverServiceInternalUri -or -not $run.state.clientAccess[1].AutoDiscoverServiceInternalUri) { ($run.state.clientAccess.AutoDiscoverServiceInternalUri) -join ' | ' }
    $facts = ($run.receipt.steps | Where-Object id -eq 'autodiscover').facts
    if (@($facts.undecided).Count -or (@($facts.withoutAddress) -join ',') -ne 'EX01') { $facts | ConvertTo-Json -Compress -Depth 4 }
}
Test-Case 'autodiscover: a server that was chosen and has an address keeps it' {
    $Script = New-Variant @{ FillAutodiscoverOn = "@('EX01.contoso.com', 'ex02.contoso.com')" }
    $run = Invoke-Script (New-Place)
    if ($run.state.clientAccess[0].AutoDiscoverServiceInternalUri -cne 'https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml') { 'it was changed' }
}
Test-Case 'refused: autodiscover-server-unknown' {
    $Script = New-Variant @{ FillAutodiscoverOn = "@('ex02.contoso.com', 'ex09.contoso.com')" }
    $run = Invoke-Script (New-Place)
    Confirm-Failed $run 'autodiscover-server-unknown'
    if ($run.state.changes) { 'something was changed before' }
}
Test-Case 'autodiscover: only blank addresses are set' {
    $uris = $fresh.state.clientAccess.AutoDiscoverServiceInternalUri
    if ($uris[0] -cne 'https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml' -or $uris[1] -cne 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml') { $uris -join ' ' }
    if (@(($fresh.receipt.steps | Where-Object id -eq 'autodiscover').facts.withoutAddress).Count) { 'a server is told to have none' }
}

Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Set-ClientAccessService') })) 'cmdlet-not-in-role'
}
