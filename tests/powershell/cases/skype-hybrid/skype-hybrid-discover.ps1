# lists: unread,pools,webServices,oauthServers,skypePartners,tokenIssuers
# kind: skype
# skip: replication
# reads only
# goes on after errors
# Cases of the discovery on the Skype for Business side; run by Test-Script.ps1.
. (Join-Path $PSScriptRoot '../shared/skype-discover.ps1')
