function Get-ComponentBuild {
    # The newest build among the installed components of Skype for Business Server, or nothing where
    # it cannot be read. Get-CsServerVersion tells the base build only.
    if (-not (Get-Command -Name 'Get-CsServerPatchVersion' -ErrorAction SilentlyContinue)) { return }
    foreach ($component in @(Get-CsServerPatchVersion -ErrorAction Stop)) {
        $version = [string]$component.Version
        if ($version -match '^[0-9]+(\.[0-9]+){3}$') { @{ component = [string]$component.ComponentName; build = $version } }
    }
}

function Add-BuildFact {
    # Null is not known, and never too old. The product is known by its name, which no language changes.
    Add-Fact 'components' @()
    Add-Fact 'build' $null
    Add-Fact 'neededBuild' $null
    Add-Fact 'buildKnowsApplication' $null
    $found = @(Get-ComponentBuild | Sort-Object -Property { [version]$_.build })
    if ($found.Count -eq 0) { return }
    Add-Fact 'components' @($found | ForEach-Object { $_.component + ' ' + $_.build })
    $newest = $found[-1]
    Add-Fact 'build' $newest.build
    $needed = @(Get-NeededBuild | Where-Object { (@($newest.build -split '\.')[0..2] -join '.') -eq $_.line })
    $named = @($needed | Where-Object { $newest.component -like ($_.product + '*') })
    if ($named.Count -gt 0) { $needed = $named }
    # Where the name does not tell which of two products it is, nothing is said.
    if ($needed.Count -ne 1) { return }
    Add-Fact 'neededBuild' ($needed[0].product + ': ' + $needed[0].build)
    Add-Fact 'buildKnowsApplication' ([version]$newest.build -ge [version]$needed[0].build)
}

function Get-TrustLine {
    # Every setting that Microsoft's script may touch, one a line, so that two readings can be compared.
    foreach ($server in @(Get-CsOAuthServer -ErrorAction Stop)) { 'OAuth server ' + [string]$server.Identity + ': ' + [string]$server.MetadataUrl + ' ' + [string]$server.Realm }
    foreach ($application in @(Get-CsPartnerApplication -ErrorAction Stop)) { 'Partner application ' + [string]$application.Identity + ': ' + [string]$application.ApplicationIdentifier + ', trust ' + [string]$application.ApplicationTrustLevel + ', enabled ' + [string]$application.Enabled }
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    foreach ($name in 'Realm', 'ServiceName', 'ExchangeAutodiscoverUrl', 'ClientAuthorizationOAuthServerIdentity', 'AlternateAudienceUrl', 'AdditionalAudienceUrls') { 'OAuth configuration ' + $name + ': ' + (@($config.$name | ForEach-Object { [string]$_ }) -join ', ') }
}

function Invoke-HybridApplicationStep {
    Start-Step 'hybrid-application' 'Dedicated hybrid application of Skype for Business Server (only read)'
    Add-BuildFact
    $now = @(Get-TrustLine)
    Add-Fact 'settings' $now
    # The first reading is kept beside the receipts. What differs later is what was changed since.
    $path = Join-Path -Path $OutputFolder -ChildPath 'skype-hybrid-before.txt'
    if ([IO.File]::Exists($path)) {
        $before = @([IO.File]::ReadAllLines($path))
        Add-Fact 'before' ([IO.File]::GetLastWriteTimeUtc($path).ToString('o', [Globalization.CultureInfo]::InvariantCulture))
        Add-Fact 'changes' @(@($now | Where-Object { $before -notcontains $_ } | ForEach-Object { 'now: ' + $_ }) + @($before | Where-Object { $_ -and $now -notcontains $_ } | ForEach-Object { 'no longer: ' + $_ }))
        return
    }
    Add-Fact 'before' $null
    Add-Fact 'changes' @()
    try {
        if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
        [IO.File]::WriteAllLines($path, [string[]]$now)
    }
    catch { Write-Warning ('The script could not save this reading, so a later run cannot compare with it: ' + $_.Exception.Message) }
}
