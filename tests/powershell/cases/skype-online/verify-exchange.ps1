# after: skype-online-on-premises.ps1
# reads only
# lists: authServers,exchangeOnlinePartners,connectors,roles,certificates
# Cases of the script that reads everything again; run by Test-Script.ps1.
$tested = @{
    steps = 'exchange-oauth', 'account', 'role', 'sfbonline', 'export'
    linked = 'sfbonline'; account = 'SfBOnline-ApplicationAccount'
    roleFact = 'roles'; reading = 'Get-ManagementRoleAssignment'; missing = 'Get-ManagementRoleAssignment'
}
. (Join-Path $PSScriptRoot '../shared/verify-exchange.ps1')
