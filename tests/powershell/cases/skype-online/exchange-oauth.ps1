# reads only
# lists: authServers,exchangeOnlinePartners,connectors
# Cases of the script that reads whether OAuth with Exchange Online is there; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/exchange-oauth.ps1')
