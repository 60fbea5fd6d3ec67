# after: account.ps1
# Cases of the script of one partner application; run by Test-Script.ps1.
$tested = @{ step = 'sfbonline'; name = 'SfBOnline'; identifier = '00000004-0000-0ff1-ce00-000000000000'; account = 'TeamsScheduler'; relink = 'Relink' }
. (Join-Path $PSScriptRoot '../shared/partner-application.ps1')
