# kind: old
# lists: oldServers,addressSpaces,withoutAddressSpace
# Cases of the script for servers older than Exchange 2013 SP1; run by Test-Script.ps1.
Test-Case 'adds: what old servers need' {
    $made = @($fresh.state.availabilityAddressSpaces)
    if ($made.Count -ne 1 -or $made[0].ProxyUrl -ne 'https://mail.contoso.com/ews/exchange.asmx' -or -not $made[0].UseServiceAccount) { 'it was not added as it should be' }
}
Test-Case 'nothing to do where no server is old' {
    & $newState -Path "$work/new.json" -Kind fresh
    $run = Invoke-Script (New-Place $null "$work/new.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'availability').facts
    if (@($facts.withoutAddressSpace).Count) { 'an address space is told as missing' }
}
foreach ($build in 'Version 15.0 (Build 775.38)', 'Version 15.0 (Build 847.32)') {
    Test-Case "build: $build" {
        $run = Invoke-Script (New-Place { param($s) $s.servers[1].AdminDisplayVersion = $build })
        if ([bool]$run.state.changes -ne ($build -like '*775*')) { "$($run.state.changes) changes" }
    }
}
