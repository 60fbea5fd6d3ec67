# kind: old
# lists: oldServers,addressSpaces,withoutAddressSpace
# Cases of the script for servers older than Exchange 2013 SP1; run by Test-Script.ps1.
Test-Case 'adds: what old servers need' {
    $made = @($fresh.state.availabilityAddressSpaces)
    if ($made.Count -ne 1 -or $made[0].ProxyUrl -ne 'https://mail.contoso.com/ews/exchange.asmx' -or -not $made[0].UseServiceAccount) { 'it was not added as it should be' }
}
Test-Case 'asked: nothing is added before it was decided, and the server is named' {
    $Script = New-Variant @{ AddAddressSpace = '$false' }
    $run = Invoke-Script (New-Place)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    if ((@(($run.receipt.steps | Where-Object id -eq 'availability').facts.withoutAddressSpace) -join ',') -ne 'EX10') { 'the server is not told' }
    if (($run.text -replace '\r?\n') -notmatch 'Older than Exchange 2013 SP1: EX10\.') { 'the server is not named' }
}
$roles = [ordered]@{ 'Edge' = $false; 'HubTransport' = $false; 'Mailbox, ClientAccess, HubTransport' = $true; 'ClientAccess' = $true; '' = $false }
foreach ($role in $roles.Keys) {
    Test-Case "roles: an old server with the role '$role'" {
        $run = Invoke-Script (New-Place { param($s) $s.servers[1].ServerRole = $role })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ([bool]$run.state.changes -ne $roles[$role]) { "$($run.state.changes) changes" }
    }
}
Test-Case 'roles: they may come as a list' {
    $run = Invoke-Script (New-Place { param($s) $s.servers[1].ServerRole = @('HubTransport', 'ClientAccess') })
    if ($run.state.changes -ne 1) { "$($run.state.changes) changes" }
}
Test-Case 'nothing to do where no server is old' {
    & $newState -Path "$work/new.json" -Kind fresh
    $run = Invoke-Script (New-Place $null "$work/new.json")
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.changes) { "$($run.state.changes) changes" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'availability').facts
    if (@($facts.withoutAddressSpace).Count) { 'an address space is told as missing' }
}
Test-Case 'refused: server-version-unread' {
    $run = Invoke-Script (New-Place { param($s) $s.servers[1].AdminDisplayVersion = '' })
    Confirm-Failed $run 'server-version-unread'
    if ($run.state.changes) { "$($run.state.changes) changes" }
}
foreach ($build in 'Version 15.0 (Build 775.38)', 'Version 15.0 (Build 847.32)') {
    Test-Case "build: $build" {
        $run = Invoke-Script (New-Place { param($s) $s.servers[1].AdminDisplayVersion = $build })
        if ([bool]$run.state.changes -ne ($build -like '*775*')) { "$($run.state.changes) changes" }
    }
}
