# after: teams-on-premises.ps1
# reads only
# lists: authServers,exchangeOnlinePartners,connectors,entries,assignees,certificates
# may fail: Get-OrganizationConfig,Get-CASMailbox,Get-AcceptedDomain,Get-WebServicesVirtualDirectory,Get-AutodiscoverVirtualDirectory,Get-ClientAccessService,Get-ExchangeCertificate
# Cases of the script that reads everything again; run by Test-Script.ps1.
$tested = @{
    steps = 'exchange-oauth', 'account', 'role', 'sfbonline', 'teams-scheduler', 'cloud-voicemail', 'export'
    linked = 'teams-scheduler'; account = 'TeamsScheduler'
    roleFact = 'entries'; reading = 'Get-ManagementRole'; missing = 'Get-ManagementRoleEntry'
}
. (Join-Path $PSScriptRoot '../shared/verify-exchange.ps1')
