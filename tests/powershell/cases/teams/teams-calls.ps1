# reads only
# lists: tokenErrors,logServersUnread
# Cases of the script that counts the requests of Teams in the logs; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/teams-calls.ps1')
