# after: account.ps1,sfbonline.ps1
# Cases of the script of one partner application; run by Test-Script.ps1.
$tested = @{ step = 'teams-scheduler'; name = 'TeamsScheduler'; identifier = '7557eb47-c689-4224-abcf-aef9bd7573df'; account = 'TeamsScheduler'; relink = 'RelinkScheduler' }
. (Join-Path $PSScriptRoot '../shared/partner-application.ps1')
