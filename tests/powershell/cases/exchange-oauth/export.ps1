# reads only
# lists: certificates
# Cases of the script that exports the certificate; run by Test-Script.ps1. It writes files, and changes
# nothing in Exchange.
. (Join-Path $PSScriptRoot '../shared/export.ps1')
