# reads only
# lists: hostNames
# Cases of the script that reads host names; run by Test-Script.ps1.
Test-Case 'facts: host names come from every virtual directory and autodiscover address' {
    $names = @(($fresh.receipt.steps | Where-Object id -eq 'host-names').facts.hostNames)
    if (($names -join ',') -ne 'autodiscover.contoso.com,ex02.contoso.com,mail.contoso.com') { "found $($names -join ',')" }
}
