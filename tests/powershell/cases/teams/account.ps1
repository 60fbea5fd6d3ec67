# Cases of the script that makes the application account; run by Test-Script.ps1.
$tested = @{ account = 'TeamsScheduler'; address = 'TeamsScheduler-ApplicationAccount@contoso.com' }
. (Join-Path $PSScriptRoot '../shared/account.ps1')
