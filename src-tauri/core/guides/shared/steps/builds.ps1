function Get-SetupBuild {
    # The version of ExSetup.exe below the folder of Exchange; nothing where it cannot be read.
    param([string]$Root)
    try {
        $path = [IO.Path]::Combine($Root, 'Bin', 'ExSetup.exe')
        if ([IO.File]::Exists($path)) { [string][Diagnostics.FileVersionInfo]::GetVersionInfo($path).FileVersion }
    }
    catch { return }
}

function Add-BuildFact {
    # Hotfixes show only in the version of ExSetup.exe. On another server the file is looked for in the same
    # folder, through its administrative share. Where it cannot be read, Active Directory has the build of the
    # update level: the build of the server is that or later.
    if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) { Add-Fact 'builds' $null; return }
    $install = [string]$env:ExchangeInstallPath
    $servers = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.ServerRole -ne 'Edge' })
    $builds = @()
    foreach ($server in $servers) {
        Show-Progress 'Builds of the Exchange servers' $builds.Count $servers.Count
        $root = $install
        if ([string]$server.Name -ne $env:COMPUTERNAME) { $root = '\\' + [string]$server.Fqdn + '\' + ($install -replace '^([A-Za-z]):', '$1$$') }
        $setup = ''
        if ($install) { $setup = [string](Get-SetupBuild $root) }
        $build = [string]$server.AdminDisplayVersion
        if ($setup) { $build = $setup }
        $builds += @{ name = [string]$server.Name; build = $build; exact = [bool]$setup }
    }
    Show-Progress 'Builds of the Exchange servers' $servers.Count $servers.Count
    Add-Fact 'builds' @($builds)
}
