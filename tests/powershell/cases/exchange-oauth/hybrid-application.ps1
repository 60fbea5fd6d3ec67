# reads only
# lists: applicationIdentifiers,domainNames,overrides,limitedOverrides,builds
# Cases of the script that looks for the dedicated hybrid application; run by Test-Script.ps1.
function New-Override {
    param([string]$Id, [string]$Parameters, [string]$Section = 'ExchangeOnpremAsThirdPartyAppId')
    [ordered]@{ Name = $Id; Identity = $Id; ComponentName = 'Global'; SectionName = $Section; Parameters = @($Parameters) }
}
# What the window showed, however wide it is.
function Get-Shown {
    param($Run)
    $Run.text -replace '\r?\n'
}
Test-Case 'facts: what is not there is told, with the commands that make it' {
    if (($fresh.receipt.steps | Where-Object id -eq 'hybrid-application').facts.settingOverride -ne $false) { 'told as on' }
    foreach ($part in '-FullyConfigureExchangeHybridApplication\s', ([regex]::Escape("-CertificateInformation '" + (Join-Path $fresh.output 'OAuthCert.cer') + "'") + '\s'), '-CustomAppId <App ID> -TenantId aaaabbbb-0000-cccc-1111-dddd2222eeee -RemoteRoutingDomain contoso\.mail\.onmicrosoft\.com') {
        if ((Get-Shown $fresh) -notmatch $part) { "not printed: $part" }
    }
}
Test-Case 'facts: the cloud stands in the commands that go there, and an unknown tenant is asked for' {
    $Script = New-Variant @{ AzureEnvironment = "'USGovernmentL5'"; TenantId = "'contoso.com'" }
    $run = Invoke-Script (New-Place { param($s) $s.authServers = @() })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ([regex]::Matches((Get-Shown $run), '-AzureEnvironment USGovernmentL5\s').Count -ne 2) { "commands:`n$($run.text)" }
    if ((Get-Shown $run) -notmatch '-TenantId <id of your tenant> ') { 'the tenant is not asked for' }
}
Test-Case 'facts: what is in place is told, and an override that is off is not' {
    foreach ($value in 'true', 'false') {
        $run = Invoke-Script (New-Place { param($s) $s.authServers[1].ApplicationIdentifier = 'abc'; $s.authServers[1].DomainName = @('contoso.mail.onmicrosoft.com'); $s.settingOverrides = @((New-Override 'x' "Enabled=$value"), (New-Override 'y' 'Enabled=false' 'Other')) })
        $facts = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts
        if ($facts.settingOverride -ne ($value -eq 'true')) { "told as $($facts.settingOverride) where it is $value" }
        if ((@($facts.applicationIdentifiers) -join ',') -ne 'abc') { 'the application is not told' }
        if ((@($facts.domainNames) -join ',') -ne 'contoso.mail.onmicrosoft.com') { 'its domain is not told' }
        if ((@($facts.overrides) -join ',') -ne "x: Enabled=$value") { "overrides: $(@($facts.overrides) -join ',')" }
        if ((Get-Shown $run) -match 'ConfigureExchangeHybridApplication') { 'a command is printed for what is there' }
    }
}
Test-Case 'facts: of two overrides the one that says no counts' {
    $run = Invoke-Script (New-Place { param($s) $s.authServers[1].ApplicationIdentifier = 'abc'; $s.settingOverrides = @((New-Override 'x' 'Enabled=true'), (New-Override 'y' 'Enabled=false')) })
    $facts = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts
    if ($facts.settingOverride -ne $false) { 'told as on' }
    if (@($facts.overrides).Count -ne 2) { "overrides: $(@($facts.overrides) -join ',')" }
}
Test-Case 'facts: the application of another tenant is not the one' {
    $run = Invoke-Script (New-Place { param($s) $s.authServers += [ordered]@{ Name = 'EvoSts - 2'; Identity = 'EvoSts - 2'; Type = 'AzureAD'; Realm = 'bbbbcccc-0000-cccc-1111-dddd2222eeee'; Enabled = $true; AuthMetadataUrl = 'https://login.windows.net/fabrikam.com'; ApplicationIdentifier = 'abc' } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $found = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.applicationIdentifiers
    if ($found -isnot [array] -or $found.Count) { "told: $(@($found) -join ',')" }
}
Test-Case 'facts: an override for some servers or versions only is told with them' {
    $run = Invoke-Script (New-Place {
            param($s)
            $s.authServers[1].ApplicationIdentifier = 'abc'
            $one = New-Override 'x' 'Enabled=true'; $one.Server = @('EX01', 'EX02'); $one.MinVersion = '15.2.1748.24'; $one.MaxVersion = $null
            $s.settingOverrides = @($one, (New-Override 'g' 'Enabled=true' 'RouteThroughMSGraph'))
        })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts
    if ($facts.settingOverride -ne $true -or $facts.graphOverride -ne $true) { 'not told as on' }
    if ((@($facts.limitedOverrides) -join ';') -ne 'x: on EX01, EX02, from version 15.2.1748.24') { "scope: $(@($facts.limitedOverrides) -join ';')" }
}
Test-Case 'facts: the build of every server but Edge is told, and only the one of this server as exact' {
    $run = Invoke-Script (New-Place { param($s) $s.servers += [ordered]@{ Name = 'EDGE1'; Identity = 'EDGE1'; Fqdn = 'edge1.contoso.com'; AdminDisplayVersion = 'Version 15.0 (Build 1497.2)'; ServerRole = 'Edge'; Edition = 'Standard' } })
    $builds = @(($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.builds)
    if ((@($builds | ForEach-Object name) -join ',') -ne 'EX01') { "servers: $(@($builds | ForEach-Object name) -join ',')" }
    if ($builds[0].build -ne 'Version 15.2 (Build 1748.10)' -or $builds[0].exact -ne $false) { "build: $($builds[0].build)" }
}
Test-Case 'facts: without the right to list servers their builds are not known' {
    $run = Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-ExchangeServer') })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($null -ne ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.builds) { 'told as known' }
}
