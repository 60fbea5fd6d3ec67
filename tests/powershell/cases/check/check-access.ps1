# reads only
# lists: authServers,exchangeOnlinePartners,connectors,accessUnread,ewsGates,wildcardDomains,virtualDirectories,ewsAddresses,proxies,connectionPoints,builds,serversWithoutCurrent,serversWithoutNext,serversUnread
# may fail: Get-OrganizationConfig,Get-CASMailbox,Get-AcceptedDomain,Get-WebServicesVirtualDirectory,Get-AutodiscoverVirtualDirectory,Get-ClientAccessService,Get-ExchangeCertificate
# Cases of the script that reads trust and access; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/exchange-oauth.ps1')
$tested = @{ step = 'exchange-oauth' }
. (Join-Path $PSScriptRoot '../shared/teams-access.ps1')
