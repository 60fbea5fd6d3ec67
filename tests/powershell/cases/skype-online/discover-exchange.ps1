# lists: unread,trusts,acceptedDomains,servers,partnerApplications,authServers,connectors,accounts,roles,certificates
# reads only
# goes on after errors
# Cases of the discovery script alone; run by Test-Script.ps1.
$tested = @{
    whole = Find-Script 'skype-online-on-premises.ps1'
    applications = 2
    roles = {
        param($facts)
        foreach ($role in 'UserApplication', 'ArchiveApplication') {
            $told = @($facts.roles | Where-Object name -eq $role)
            if ($told.Count -ne 1 -or @($told[0].assignees) -notcontains 'SfBOnline-ApplicationAccount') { "the role $role is not told as it is" }
        }
    }
}
. (Join-Path $PSScriptRoot '../shared/discover-exchange.ps1')
