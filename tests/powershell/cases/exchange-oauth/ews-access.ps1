# kind: online
# lists: ewsAllowedAppIds,ewsAllowList,ewsBlockList
# Cases of the script for access to EWS in Exchange Online; run by Test-Script.ps1.
$own = '2222dddd-3333-eeee-4444-ffff5555aaaa'
$others = '3333eeee-4444-ffff-5555-aaaa6666bbbb,4444ffff-5555-aaaa-6666-bbbb7777cccc'
function Get-Facts {
    param($Run)
    ($Run.receipt.steps | Where-Object id -eq 'ews-access').facts
}
Test-Case 'list: the application is added, and every other entry and EwsEnabled stay' {
    if ([string]$fresh.state.organization.EwsAllowedAppIDs -ne ($others + ',' + $own)) { "list: $($fresh.state.organization.EwsAllowedAppIDs)" }
    if ($fresh.state.organization.EwsEnabled -ne $true) { 'EwsEnabled was changed' }
    $facts = Get-Facts $fresh
    if ($facts.formerEwsAllowedAppIds -ne $others) { "former value: $($facts.formerEwsAllowedAppIds)" }
    if ($facts.applicationListed -ne $true -or $facts.inEffect -ne $false -or -not $facts.takesEffect) { 'not told' }
}
Test-Case 'list: without a decision it is only read' {
    $Script = New-Variant @{ AllowApplication = '$false' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = Get-Facts $run
    if ($facts.applicationListed -ne $false) { 'it is told as listed' }
    if (@($facts.ewsAllowedAppIds).Count -ne 2 -or $facts.ewsEnabled -ne 'true') { 'the settings are not told' }
}
Test-Case 'list: one that has the application, in capitals and with blanks, is left' {
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsAllowedAppIDs = ('3333eeee-4444-ffff-5555-aaaa6666bbbb, ' + $own.ToUpperInvariant()) })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if ((Get-Facts $run).applicationListed -ne $true) { 'it is not found' }
}
Test-Case 'settings: true, false and not set are three things' {
    foreach ($pair in @($true, 'true'), @($false, 'false'), @($null, 'not set')) {
        $value = $pair[0]
        $Script = New-Variant @{ AllowApplication = '$false' }
        $run = Invoke-Script (New-Place { param($s) $s.organization.EwsEnabled = $value })
        if ((Get-Facts $run).ewsEnabled -ne $pair[1]) { "told as $((Get-Facts $run).ewsEnabled) where it is $($pair[1])" }
    }
}
Test-Case 'settings: a list that the module cannot read is not known, and nothing is written' {
    $run = Invoke-Script (New-Place { param($s) $s.hiddenAppIds = $true })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = Get-Facts $run
    if ($null -ne $facts.applicationListed -or $null -ne $facts.ewsAllowedAppIds) { 'it is told as known' }
}
Test-Case 'settings: without the id of the application nothing is written' {
    $Script = New-Variant @{ HybridApplicationId = "''" }
    $run = Invoke-Script (New-Place)
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if ($null -ne (Get-Facts $run).applicationListed) { 'it is told as known' }
}
Test-Case 'refused: ews-list-empty' {
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsAllowedAppIDs = '' })
    Confirm-Failed $run 'ews-list-empty'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
Test-Case 'refused: ews-list-unreadable' {
    $run = Invoke-Script (New-Place { param($s) $s.organization.EwsAllowedAppIDs = 'Outlook' })
    Confirm-Failed $run 'ews-list-unreadable'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
