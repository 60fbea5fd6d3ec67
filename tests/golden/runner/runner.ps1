<#
.SYNOPSIS
Connects to the commands of a script, and runs the script.

.DESCRIPTION
Crosstrust starts this script in Windows PowerShell. The file order.json beside it says how to connect and which
script to run. It runs the script as it is and changes nothing by itself. It asks for no password.

Each line of this script begins with a mark that only this run knows.
#>

# A company can allow only simple commands (AppLocker, App Control for Business). Nothing below works there.
if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Output 'CROSSTRUST-RUN language-restricted'
    exit 1
}
# First of all: only modules of the system, so that no folder of a user can offer a command of the same name.
$env:PSModulePath = [IO.Path]::Combine([Environment]::SystemDirectory, 'WindowsPowerShell\v1.0\Modules')
Set-StrictMode -Off
$ProgressPreference = 'SilentlyContinue'
$CrosstrustText = New-Object System.Text.UTF8Encoding -ArgumentList $false
# What PowerShell itself prints, such as the lines of a dry run, is UTF-8 as well. Without a console it stays as it is.
try { [Console]::OutputEncoding = $CrosstrustText } catch { $CrosstrustText = New-Object System.Text.UTF8Encoding -ArgumentList $false }

# The order comes when this process is under control: cancel then ends it with everything that it started.
$CrosstrustFile = [IO.Path]::Combine($PSScriptRoot, 'order.json')
for ($CrosstrustTry = 0; $CrosstrustTry -lt 600 -and -not [IO.File]::Exists($CrosstrustFile); $CrosstrustTry++) { [Threading.Thread]::Sleep(50) }
if (-not [IO.File]::Exists($CrosstrustFile)) { exit 1 }
$CrosstrustOrder = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($CrosstrustFile, $CrosstrustText))
if ($CrosstrustOrder.modules) { $env:PSModulePath = [string]$CrosstrustOrder.modules }
# A writer of its own: no width of a window breaks a line, and no code page changes a letter.
$CrosstrustOut = New-Object System.IO.StreamWriter -ArgumentList ([Console]::OpenStandardOutput()), $CrosstrustText
$CrosstrustOut.AutoFlush = $true
$CrosstrustSession = $null

function Write-CrosstrustLine {
    # Prints text of one kind. A text of several lines cannot look like a line of another kind.
    param([string]$Kind, [string]$Text)
    foreach ($one in @($Text -split '\r\n|\r|\n')) { $CrosstrustOut.WriteLine([string]$CrosstrustOrder.mark + ' ' + $Kind + ' ' + $one) }
}

function Write-CrosstrustRecord {
    # Prints what the script or the management shell says.
    param($Record)
    if ($Record -is [System.Management.Automation.WarningRecord]) { Write-CrosstrustLine 'warning' ([string]$Record.Message) }
    elseif ($Record -is [System.Management.Automation.ErrorRecord]) { Write-CrosstrustLine 'error' ([string]$Record.Exception.Message) }
    else { Write-CrosstrustLine 'output' ([string]$Record) }
}

function Write-CrosstrustEnd {
    # Prints how the run ended, in a form for the program.
    param([string]$Code, [string]$Reason, $Problem)
    $end = [ordered]@{ code = $Code; message = $Reason; id = ''; number = 0 }
    if ($Problem) {
        $end['message'] = [string]$Problem.Exception.Message
        $end['id'] = [string]$Problem.FullyQualifiedErrorId
        if ($Problem.Exception -is [System.Management.Automation.Remoting.PSRemotingTransportException]) { $end['number'] = [int]$Problem.Exception.ErrorCode }
    }
    Write-CrosstrustLine 'end' (ConvertTo-Json -InputObject $end -Compress)
}

function Test-CrosstrustAdministrator {
    # Whether this process has administrator rights on this computer.
    $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList ([Security.Principal.WindowsIdentity]::GetCurrent())
    $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

if ($CrosstrustOrder.task -eq 'servers') {
    # Each Exchange server has an object in the configuration partition, which every domain controller holds.
    try {
        $CrosstrustRoot = [ADSI]'LDAP://RootDSE'
        $CrosstrustSearch = [ADSISearcher]'(objectClass=msExchExchangeServer)'
        $CrosstrustSearch.SearchRoot = [ADSI]('LDAP://' + [string]$CrosstrustRoot.configurationNamingContext)
        $CrosstrustSearch.PageSize = 500
        [void]$CrosstrustSearch.PropertiesToLoad.Add('networkaddress')
        foreach ($CrosstrustFound in @($CrosstrustSearch.FindAll())) {
            foreach ($CrosstrustName in @($CrosstrustFound.Properties['networkaddress'])) {
                if ([string]$CrosstrustName -like 'ncacn_ip_tcp:*') { Write-CrosstrustLine 'server' (([string]$CrosstrustName).Substring(13)) }
            }
        }
        Write-CrosstrustEnd 'ended' ''
        exit 0
    }
    catch {
        Write-CrosstrustEnd 'directory-failed' '' $_
        exit 1
    }
}

if ($CrosstrustOrder.elevated -and -not (Test-CrosstrustAdministrator)) {
    Write-CrosstrustEnd 'not-elevated' ''
    exit 1
}

Write-CrosstrustLine 'phase' 'connecting'
$CrosstrustWay = $CrosstrustOrder.connection
if ($CrosstrustWay.kind -eq 'local') {
    # Only an administrator of the computer can set this value, so no other program is run in its place.
    $CrosstrustExchange = [Environment]::GetEnvironmentVariable('ExchangeInstallPath', 'Machine')
    $CrosstrustShell = [IO.Path]::Combine([string]$CrosstrustExchange, 'bin\RemoteExchange.ps1')
    if (-not $CrosstrustExchange -or -not [IO.File]::Exists($CrosstrustShell)) {
        Write-CrosstrustEnd 'shell-missing' $CrosstrustShell
        exit 1
    }
    $env:ExchangeInstallPath = $CrosstrustExchange
    try {
        . $CrosstrustShell
        Connect-ExchangeServer -auto -ClientApplication:ManagementShell
    }
    catch { Write-CrosstrustLine 'error' ([string]$_.Exception.Message) }
    if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) {
        Write-CrosstrustEnd 'shell-failed' ''
        exit 1
    }
}
elseif ($CrosstrustWay.kind -eq 'remote') {
    try {
        $CrosstrustSession = New-PSSession -ConfigurationName 'Microsoft.Exchange' -ConnectionUri ('http://' + [string]$CrosstrustWay.server + '/PowerShell/') -Authentication 'Kerberos' -ErrorAction Stop
        # Commands of PowerShell itself stay its own. Those that the account may not use are not there: the script says so.
        $CrosstrustNames = @($CrosstrustWay.commands | Where-Object { -not (Get-Command -Name $_ -ErrorAction SilentlyContinue) })
        $CrosstrustModule = Import-PSSession -Session $CrosstrustSession -CommandName $CrosstrustNames -AllowClobber -DisableNameChecking -ErrorAction SilentlyContinue -ErrorVariable CrosstrustMissing -WarningAction SilentlyContinue
    }
    catch {
        Write-CrosstrustEnd 'connection-failed' '' $_
        if ($CrosstrustSession) { Remove-PSSession -Session $CrosstrustSession -ErrorAction SilentlyContinue }
        exit 1
    }
    if (-not $CrosstrustModule) {
        Write-CrosstrustEnd 'connection-failed' '' (@($CrosstrustMissing) | Select-Object -First 1)
        Remove-PSSession -Session $CrosstrustSession -ErrorAction SilentlyContinue
        exit 1
    }
}
elseif ($CrosstrustWay.kind -eq 'skype') {
    try { Import-Module -Name ([string]$CrosstrustWay.module) -ErrorAction Stop }
    catch {
        Write-CrosstrustEnd 'shell-failed' '' $_
        exit 1
    }
}
elseif ($CrosstrustWay.kind -eq 'online') {
    try {
        Import-Module -Name ([string]$CrosstrustWay.module) -ErrorAction Stop
        $CrosstrustCloud = @{ ShowBanner = $false; ErrorAction = 'Stop' }
        if ($CrosstrustWay.environment) { $CrosstrustCloud['ExchangeEnvironmentName'] = [string]$CrosstrustWay.environment }
        Connect-ExchangeOnline @CrosstrustCloud
    }
    catch {
        Write-CrosstrustEnd 'shell-failed' '' $_
        exit 1
    }
}
else {
    Write-CrosstrustEnd 'order-unknown' ([string]$CrosstrustWay.kind)
    exit 1
}

Write-CrosstrustLine 'phase' 'running'
try {
    # Nobody is here to answer a question. Whoever began the run has agreed to its changes, so its order says "Confirm": false.
    $CrosstrustGiven = @{}
    foreach ($CrosstrustParameter in @($CrosstrustOrder.parameters.PSObject.Properties)) { $CrosstrustGiven[[string]$CrosstrustParameter.Name] = [bool]$CrosstrustParameter.Value }
    & ([string]$CrosstrustOrder.script) @CrosstrustGiven *>&1 | ForEach-Object { Write-CrosstrustRecord $_ }
    Write-CrosstrustEnd 'ended' ''
}
catch { Write-CrosstrustEnd 'script-refused' '' $_ }
finally {
    if ($CrosstrustSession) { Remove-PSSession -Session $CrosstrustSession -ErrorAction SilentlyContinue }
}
exit 0
