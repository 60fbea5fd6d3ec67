# Cases of the script that makes the application account; run by Test-Script.ps1.
$tested = @{ account = 'SfBOnline-ApplicationAccount'; address = 'SfBOnline-ApplicationAccount@contoso.com' }
. (Join-Path $PSScriptRoot '../shared/account.ps1')
