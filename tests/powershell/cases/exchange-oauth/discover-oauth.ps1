# reads only
# goes on after errors
# lists: unread,trusts,acceptedDomains,servers,oldServers,partnerApplications,authServers,acsMetadataUrls,evoStsMetadataUrls,connectors,ewsUrls,certificates
# Cases of the script that looks at the organisation before OAuth is set up; run by Test-Script.ps1.
Test-Case 'reads: facts are complete and nothing is unread' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if (@($facts.unread).Count) { "unread: $($facts.unread.name -join ', ')" }
    if ((@($facts.ewsUrls) -join ',') -ne 'https://mail.contoso.com/EWS/Exchange.asmx') { "addresses: $(@($facts.ewsUrls) -join ',')" }
    if (@($facts.oldServers).Count) { 'a server is told as old' }
}
Test-Case 'reads: the addresses of the sign-in services are told by kind' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.acsMetadataUrls) -join ',') -ne 'https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1') { "ACS: $(@($facts.acsMetadataUrls) -join ',')" }
    if ((@($facts.evoStsMetadataUrls) -join ',') -ne 'https://login.windows.net/contoso.com/federationmetadata/2007-06/federationmetadata.xml') { "evoSTS: $(@($facts.evoStsMetadataUrls) -join ',')" }
}
Test-Case 'reads: an old server is told' {
    & $newState -Path "$work/old.json" -Kind old
    $run = Invoke-Script (New-Place $null "$work/old.json")
    $facts = ($run.receipt.steps | Where-Object id -eq 'discovery').facts
    if ((@($facts.oldServers.name) -join ',') -ne 'EX10') { "old: $(@($facts.oldServers.name) -join ',')" }
}
