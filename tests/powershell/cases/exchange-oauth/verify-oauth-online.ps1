# kind: online
# after: exchange-oauth-online.ps1
# reads only
# lists: connectors,missingDomains,ewsAllowedAppIds,ewsAllowList,ewsBlockList
# Cases of the script that reads everything again in Exchange Online; run by Test-Script.ps1.
Test-Case 'facts: what is not there is told, and is no failure' {
    $run = Invoke-Script (New-Place { param($s) $s.connectors = @() })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ((@(($run.receipt.steps | Where-Object id -eq 'connector-online').facts.missingDomains) -join ',') -ne 'contoso.com') { 'the domain is not told' }
}
Test-Case 'facts: what Exchange Online says about EWS is told, and not changed' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'ews-access').facts
    if ($facts.ewsEnabled -ne 'true' -or $facts.applicationListed -ne $true -or @($facts.ewsAllowedAppIds).Count -ne 3) { 'not told' }
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsEnabled = $null; $s.organization.EwsApplicationAccessPolicy = 'EnforceAllowList'; $s.organization.EwsAllowList = @('MicrosoftNinja/*') })
    $facts = ($run.receipt.steps | Where-Object id -eq 'ews-access').facts
    if ($facts.ewsEnabled -ne 'not set' -or $facts.ewsApplicationAccessPolicy -ne 'EnforceAllowList' -or (@($facts.ewsAllowList) -join ',') -ne 'MicrosoftNinja/*') { 'not told' }
}
