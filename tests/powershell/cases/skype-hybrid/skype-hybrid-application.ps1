# lists: components,settings,changes
# kind: skype
# skip: replication
# reads only
# Cases of the script that reads what the dedicated hybrid application needs and changes; run by Test-Script.ps1.
$facts = { param($run) ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts }
Test-Case 'build: the newest component is held against the first build that knows the application' {
    $one = & $facts $fresh
    if ($one.build -ne '7.0.2046.553' -or $one.buildKnowsApplication -ne $true) { $one | ConvertTo-Json -Compress -Depth 4 }
    $run = Invoke-Script (New-Place { param($s) $s.csComponents = @([ordered]@{ ComponentName = 'Skype for Business Server 2015, Core Components'; Version = '6.0.9319.598' }) })
    $one = & $facts $run
    if ($one.buildKnowsApplication -ne $false -or $one.neededBuild -notlike '*6.0.9319.881') { $one | ConvertTo-Json -Compress -Depth 4 }
}
Test-Case 'build: what cannot be read is not known, and never too old' {
    foreach ($prepare in { param($s) $s.csComponents = @() }, { param($s) $s.missingCmdlets = @('Get-CsServerPatchVersion') }, { param($s) $s.csComponents = @([ordered]@{ ComponentName = 'Core Components'; Version = '7.0.2046.553' }) }) {
        $run = Invoke-Script (New-Place $prepare)
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        $one = & $facts $run
        if ($null -ne $one.buildKnowsApplication) { $one | ConvertTo-Json -Compress -Depth 4 }
    }
}
Test-Case 'changes: what differs from the first reading is told' {
    $place = New-Place
    $first = Invoke-Script $place
    $one = & $facts $first
    if (@($one.changes).Count -or $null -ne $one.before) { $one | ConvertTo-Json -Compress -Depth 4 }
    $state = Read-Json "$place/state.json"
    $state.csOAuthServers = @([ordered]@{ Identity = 'evosts'; Name = 'evosts'; MetadataUrl = 'https://login.windows.net/contoso.com'; Realm = 'x' })
    [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
    $one = & $facts (Invoke-Script $place)
    if (@($one.changes).Count -ne 1 -or @($one.changes)[0] -notlike 'now: OAuth server evosts*' -or -not $one.before) { $one | ConvertTo-Json -Compress -Depth 4 }
}
