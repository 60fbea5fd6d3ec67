# reads only
# lists: hostNames,hostNameOrigins
# Cases of the script that reads host names; run by Test-Script.ps1.
Test-Case 'answers: both names are there, also where no address holds them, and each says where it comes from' {
    $Script = New-Variant @{ EwsHost = "'EWS.contoso.com'"; AutodiscoverHost = "'autodiscover.fabrikam.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.clientAccess[0].AutoDiscoverServiceInternalUri = 'https://scp.contoso.local/Autodiscover/Autodiscover.xml' })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'host-names').facts
    $told = @($facts.hostNameOrigins | ForEach-Object { $_.name + '=' + (@($_.origins) -join '+') }) -join ','
    if ($told -ne 'autodiscover.fabrikam.com=answer,ews.contoso.com=answer,ex02.contoso.com=internal,mail.contoso.com=external+internal,scp.contoso.local=internal') { "told: $told" }
}
Test-Case 'facts: host names come from every virtual directory and autodiscover address' {
    $names = @(($fresh.receipt.steps | Where-Object id -eq 'host-names').facts.hostNames)
    if (($names -join ',') -ne 'autodiscover.contoso.com,ex02.contoso.com,mail.contoso.com') { "found $($names -join ',')" }
}
