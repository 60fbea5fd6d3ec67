<#
.SYNOPSIS
    Reads what the dedicated hybrid application of Skype for Business Server needs and changes.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server, once before
    Microsoft's script and once after it. It only reads and can be run at any time. The first
    run keeps what it read in the output folder; later runs tell what has changed since. At the
    end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: CsViewOnlyAdministrator.

    Source: Released: August 2025 Skype for Business Server hotfix updates.

.PARAMETER OutputFolder
    Folder for the receipt and the first reading. Created when it is missing.

.EXAMPLE
    .\08-skype-hybrid-application.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId     = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash = '1af812199cec'
}

# ---- Opening: the same in every script -------------------------------------------------------
# What the run has done so far. One table that the functions change in place: $script: would mean
# another scope when the script is pasted into a window.
$Run = @{ Caller = $PSCmdlet; Started = [DateTime]::UtcNow; Steps = (New-Object System.Collections.ArrayList); Step = $null; Failure = $null; Build = $null; Account = $null }
# Who runs this, for the receipt; a receipt without it is as good.
try { $Run.Account = [Environment]::UserDomainName + '\' + [Environment]::UserName } catch { $Run.Account = $null }
# .NET does not follow the shell's location: a relative folder is made absolute first. A folder that
# cannot be used is told when something is written to it, so that the receipt is printed all the same.
try { $OutputFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputFolder) }
catch { Write-Warning ('The folder ' + $OutputFolder + ' cannot be used: ' + $_.Exception.Message) }
$Dc = @{ DomainController = $Answers.DomainController; ErrorAction = 'Stop' }

function Start-Step {
    # Opens a step: the facts and changes that follow belong to it.
    param([string]$Id, [string]$Title)
    $Run.Step = @{ id = $Id; outcome = 'unchanged'; facts = @{}; changes = @(); error = $null }
    [void]$Run.Steps.Add($Run.Step)
    Write-Output ('* ' + $Title)
}

function Add-Fact {
    # Records what was read. A value is text, a number, true or false, null, or a list of these.
    param([string]$Name, $Value)
    $Run.Step.facts[$Name] = $Value
}

function Invoke-Change {
    # Carries a change out, unless -WhatIf was given, and records it. The command is asked for only
    # here: who lacks New-MailUser can still go on when the account was made by somebody else.
    param([string]$Target, [string]$Action, [string]$Command, [scriptblock]$Change)
    if ($Command -and -not (Get-Command -Name $Command -ErrorAction SilentlyContinue)) {
        Stop-Step 'cmdlet-not-in-role' ($Action + ' needs ' + $Command + ', which your account may not use. Ask somebody with Organization Management to run this script, or to make ' + $Target + ' by hand; then run it again.')
    }
    if (-not $Run.Caller.ShouldProcess($Target, $Action)) {
        $Run.Step.outcome = 'planned'
        $Run.Step.changes += @{ target = $Target; action = $Action; done = $false }
        return
    }
    [void](& $Change)
    if ($Run.Step.outcome -eq 'unchanged') { $Run.Step.outcome = 'changed' }
    $Run.Step.changes += @{ target = $Target; action = $Action; done = $true }
    Write-Output ('  ' + $Action + ': ' + $Target)
}

function Stop-Step {
    # Ends the script with a reason the operator can act on; $Code selects the remedy in the app.
    param([string]$Code, [string]$Reason)
    $exception = New-Object System.InvalidOperationException $Reason
    $exception.Data['Crosstrust'] = $Code
    throw $exception
}

function Add-Failure {
    # Closes the step with its error. The first step that failed is the one the receipt names.
    param($Problem)
    $code = $Problem.Exception.Data['Crosstrust']
    if (-not $code) { $code = 'exchange-error' }
    $Run.Step.outcome = 'failed'
    $Run.Step.error = @{ code = [string]$code; message = [string]$Problem.Exception.Message; id = [string]$Problem.FullyQualifiedErrorId; line = [int]$Problem.InvocationInfo.ScriptLineNumber }
    if (-not $Run.Failure) { $Run.Failure = [string]$Run.Step.id }
    Write-Warning ('Stopped at step "' + $Run.Step.id + '" (' + $code + '): ' + $Problem.Exception.Message)
}

function Wait-ForObject {
    # What was just written is read back from the same domain controller; that can take a moment.
    param([scriptblock]$Read)
    for ($try = 0; $try -lt 10; $try++) {
        $found = @(& $Read)
        if ($found.Count -gt 0) { return $found[0] }
        Start-Sleep -Milliseconds 500
    }
}

function Assert-Shell {
    # Refuses a window in which the commands would be missing or mean something else. With -Online the
    # script belongs into a window that is connected to Exchange Online, and to nothing else.
    param([string]$Shell, [string[]]$Command, [switch]$Online)
    if ($Online) {
        if (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue) {
            Stop-Step 'exchange-server-loaded' ('This window has the commands of an Exchange server. Open an ordinary PowerShell window, connect it with Connect-ExchangeOnline and run the script there.')
        }
        if (-not (Get-Module -Name 'tmpEXO_*')) {
            Stop-Step 'exchange-online-not-connected' ('This window is not connected to Exchange Online. Connect it with Connect-ExchangeOnline and run the script here again.')
        }
    }
    elseif (Get-Module -Name 'ExchangeOnlineManagement', 'tmpEXO_*') {
        Stop-Step 'exchange-online-loaded' ('This window is connected to Exchange Online. Open a new ' + $Shell + ' and run the script there.')
    }
    $missing = @($Command | Where-Object { -not (Get-Command -Name $_ -ErrorAction SilentlyContinue) })
    if ($missing.Count -eq $Command.Count -and -not $Online) {
        Stop-Step 'wrong-shell' ('This is not the ' + $Shell + '. Open it on the server and run the script there.')
    }
    if ($missing.Count -gt 0) {
        Stop-Step 'cmdlet-not-in-role' ('Your account may not use: ' + ($missing -join ', ') + '. Ask for a role group that holds them.')
    }
}

function Read-Build {
    # The Exchange build of this server, for the receipt; a receipt without it is as good.
    if ($Run.Build -or -not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) { return }
    try { $Run.Build = [string](Get-ExchangeServer -Identity $env:COMPUTERNAME @Dc).AdminDisplayVersion } catch { $Run.Build = $null }
}

function Write-Receipt {
    # Prints the receipt between its markers and saves it in the output folder.
    Read-Build
    $receipt = @{
        format      = 1
        guide       = 'skype-hybrid'
        script      = 'skype-hybrid-application'
        setup       = $Answers.SetupId
        answers     = $Answers.AnswersHash
        computer    = $env:COMPUTERNAME
        account     = $Run.Account
        build       = $Run.Build
        powershell  = $PSVersionTable.PSVersion.ToString()
        whatIf      = [bool]$WhatIfPreference
        started     = $Run.Started.ToString('o')
        ended       = [DateTime]::UtcNow.ToString('o')
        steps       = @($Run.Steps)
        failure     = $Run.Failure
    }
    $json = ConvertTo-Json -InputObject $receipt -Depth 8 -Compress
    $text = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json))
    $lines = @('-----BEGIN CROSSTRUST RECEIPT-----')
    for ($i = 0; $i -lt $text.Length; $i += 76) { $lines += $text.Substring($i, [Math]::Min(76, $text.Length - $i)) }
    $lines += '-----END CROSSTRUST RECEIPT-----'
    Write-Output ''
    Write-Output $lines
    try {
        if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
        $path = Join-Path -Path $OutputFolder -ChildPath ('receipt-' + $Run.Started.ToString('yyyyMMdd-HHmmss') + '.txt')
        [IO.File]::WriteAllLines($path, [string[]]$lines)
        Write-Output ''
        Write-Output ('Saved as ' + $path)
    }
    catch {
        Write-Warning ('The receipt could not be saved (' + $_.Exception.Message + '). Copy the lines above.')
    }
}

# ---- Steps -----------------------------------------------------------------------------------
function Get-NeededBuild {
    # The first build of each product that knows the dedicated application, by the build line it
    # belongs to: the updates of August 2025. 2019 and the Subscription Edition share one line.
    @(
        @{ product = 'Skype for Business Server 2015'; line = '6.0.9319'; build = '6.0.9319.881' }
        @{ product = 'Skype for Business Server 2019'; line = '7.0.2046'; build = '7.0.2046.553' }
        @{ product = 'Skype for Business Server Subscription Edition'; line = '7.0.2046'; build = '7.0.2046.820' }
    )
}

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
    # Null is not known, and never too old. The product is told by its name, which no language changes.
    Add-Fact 'components' @()
    Add-Fact 'build' $null
    Add-Fact 'neededBuild' $null
    Add-Fact 'buildKnowsApplication' $null
    $found = @(Get-ComponentBuild | Sort-Object -Property { [version]$_.build })
    if ($found.Count -eq 0) { return }
    Add-Fact 'components' @($found | ForEach-Object { $_.component + ' ' + $_.build })
    $newest = $found[-1]
    Add-Fact 'build' $newest.build
    $needed = @(Get-NeededBuild | Where-Object { ([version]$newest.build).ToString(3) -eq $_.line })
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
    catch { Write-Warning ('This reading could not be kept, so a later one has nothing to compare with: ' + $_.Exception.Message) }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration'
    Invoke-HybridApplicationStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
