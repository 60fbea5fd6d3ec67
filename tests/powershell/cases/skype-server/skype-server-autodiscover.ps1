# lists: servers,withoutAddress
# skip: replication
# Cases of the script that sets autodiscover addresses; run by Test-Script.ps1.
Test-Case 'autodiscover: only blank addresses are set' {
    $uris = $fresh.state.clientAccess.AutoDiscoverServiceInternalUri
    if ($uris[0] -cne 'https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml' -or $uris[1] -cne 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml') { $uris -join ' ' }
    if (@(($fresh.receipt.steps | Where-Object id -eq 'autodiscover').facts.withoutAddress).Count) { 'a server is told to have none' }
}

Test-Case 'refused: cmdlet-not-in-role' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Set-ClientAccessService') })) 'cmdlet-not-in-role'
}
