# lists: addresses
# kind: skype
# skip: replication
# reads only
# Cases of the script that looks the autodiscover host up; run by Test-Script.ps1.
Test-Case 'dns: the addresses of the host are told' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'dns').facts
    if ((@($facts.addresses) -join ',') -ne '192.0.2.10' -or $facts.host -ne 'autodiscover.contoso.com') { $facts | ConvertTo-Json -Compress }
}
Test-Case 'dns: a name that is not found is a finding and no failure' {
    $run = Invoke-Script (New-Place { param($s) $s['unresolved'] = @('autodiscover.contoso.com') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'dns').facts
    if (@($facts.addresses).Count -or $facts.notResolved -notlike '*does not exist*') { $facts | ConvertTo-Json -Compress }
}
