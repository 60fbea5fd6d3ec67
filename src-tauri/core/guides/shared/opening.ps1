# ---- Opening: the same in every script -------------------------------------------------------
# A company can allow only simple commands in a window (AppLocker, App Control for Business). That is
# asked first, in words which such a window understands: nothing below would work there.
if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $refused = @{ code = 'language-restricted'; mode = [string]$ExecutionContext.SessionState.LanguageMode }
    Write-Warning ('Stopped before the first step (' + $refused.code + '): this window allows only simple commands (language mode ' + $refused.mode + '). The script read and changed nothing, and there is no result. Ask the administrator who manages AppLocker or App Control for Business to allow this script on this computer, or run it on another server.')
    if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit 1 }
    return
}
# A profile may have turned strict mode on. It is off in this script alone, not in the window.
Set-StrictMode -Off
# What the run has done so far. One table that the functions change in place: $script: would mean
# another scope when the script is pasted into a window.
$Run = @{ Caller = $PSCmdlet; ReadsOnly = {{ reads_only }}; Started = [DateTime]::UtcNow; Steps = (New-Object System.Collections.ArrayList); Step = $null; Failure = $null; Build = $null; Account = $null; Ended = $false; Written = $false; Changes = 0; Journal = $null; JournalPath = $null; JournalFailed = $false; Interrupted = @(); Taken = @() }
# Who runs this, for the receipt; a receipt without it is as good.
try { $Run.Account = [Environment]::UserDomainName + '\' + [Environment]::UserName } catch { $Run.Account = $null }
# .NET does not follow the shell's location: a relative folder is made absolute first. A folder that
# cannot be used is reported when something is written to it, so that the receipt is printed all the same.
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

function Add-ReplacedFact {
    # Records what a change has just replaced: undo needs it.
    param([hashtable]$Replaced)
    if ($Replaced) { foreach ($name in @($Replaced.Keys)) { Add-Fact $name $Replaced[$name] } }
}

function Get-InvariantTime {
    # A time in a file's name: of one calendar, whichever the server counts by.
    param([DateTime]$Time, [string]$Form)
    $Time.ToString($Form, [Globalization.CultureInfo]::InvariantCulture)
}

function Show-Progress {
    # Tells how far a loop over servers is: one of them can take a minute.
    param([string]$What, [int]$Done, [int]$Of)
    if ($Done -lt $Of) { Write-Progress -Activity $What -Status ([string]$Done + ' / ' + [string]$Of) -PercentComplete ([int][Math]::Floor(100 * $Done / $Of)) }
    else { Write-Progress -Activity $What -Status ([string]$Of + ' / ' + [string]$Of) -Completed }
}

{% include "shared/journal.ps1" %}

function Add-HeldValue {
    # Notes what is there before or after a change: null, text, or a list of text.
    param($Entry, [string]$Name, $Value)
    if ($null -eq $Value) { $Entry[$Name] = $null }
    elseif ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [string]) { $Entry[$Name] = @($Value | ForEach-Object { [string]$_ }) }
    else { $Entry[$Name] = [string]$Value }
}

function Invoke-Change {
    # Carries a change out, unless -WhatIf was given, and records it. The command is asked for only
    # here: who lacks New-MailUser can still go on when the account was made by somebody else.
    # $Replaced: what the change replaces, by the names of the facts that tell it afterwards. Facts named
    # "former..." that are there already go into the journal by themselves.
    # $Before and $After: what is there before the change and after it, for the report: text, a list of
    # text, or $null where nothing is there. Left out where the script does not know it.
    param([string]$Target, [string]$Action, [string]$Command, [scriptblock]$Change, [hashtable]$Replaced, $Before, $After)
    if ($Command -and -not (Get-Command -Name $Command -ErrorAction SilentlyContinue)) {
        Stop-Step 'cmdlet-not-in-role' ('Your account is not allowed to use ' + $Command + '. This change needs it: ' + $Action + ' (' + $Target + '). Ask somebody in Organization Management to make it, or to run this script. Then run the script again.')
    }
    $changeEntry = @{ target = $Target; action = $Action; done = $false }
    if ($PSBoundParameters.ContainsKey('Before')) { Add-HeldValue $changeEntry 'before' $Before }
    if ($PSBoundParameters.ContainsKey('After')) { Add-HeldValue $changeEntry 'after' $After }
    if (-not $Run.Caller.ShouldProcess($Target, $Action)) {
        $Run.Step.outcome = 'planned'
        $Run.Step.changes += $changeEntry
        return
    }
    $Run.Changes += 1
    $changeNumber = $Run.Changes
    $journalLine = [ordered]@{ change = $changeNumber; at = [DateTime]::UtcNow.ToString('o'); step = [string]$Run.Step.id; target = $Target; action = $Action; former = (Get-FormerFact $Replaced) }
    if ($changeEntry.ContainsKey('before')) { Add-HeldValue $journalLine 'before' $Before }
    if ($changeEntry.ContainsKey('after')) { Add-HeldValue $journalLine 'after' $After }
    Write-Journal $journalLine
    try { [void](& $Change) }
    catch {
        # A lost connection does not tell whether the command was carried out. Any other error does.
        if (-not (Test-LostConnection $_)) { Write-Journal ([ordered]@{ change = $changeNumber; done = $false }) }
        throw
    }
    Write-Journal ([ordered]@{ change = $changeNumber; done = $true })
    Add-ReplacedFact $Replaced
    if ($Run.Step.outcome -eq 'unchanged') { $Run.Step.outcome = 'changed' }
    $changeEntry['done'] = $true
    $Run.Step.changes += $changeEntry
    Write-Output ('  ' + $Action + ': ' + $Target)
}

function Test-LostConnection {
    # Whether an error says that the connection to the server ended, and not what the server answered.
    param($Problem)
    $Problem.Exception -is [System.Management.Automation.Remoting.PSRemotingTransportException] -or $Problem.Exception -is [System.Management.Automation.Runspaces.InvalidRunspaceStateException]
}

function Stop-Step {
    # Ends the script with a reason the operator can act on; $Code selects the remedy in the app.
    param([string]$Code, [string]$Reason)
    $exception = New-Object System.InvalidOperationException $Reason
    $exception.Data['Crosstrust'] = $Code
    throw $exception
}

function Get-Reason {
    # An error in words. Of a command that is not there, PowerShell only says that it knows no such word.
    param($Problem)
    if ($Problem.Exception -is [System.Management.Automation.CommandNotFoundException]) { 'Your account is not allowed to use ' + [string]$Problem.Exception.CommandName + '. Ask for a role group that holds it.' }
    else { [string]$Problem.Exception.Message }
}

function Add-Failure {
    # Closes the step with its error. The first step that failed is the one the receipt names.
    param($Problem)
    $code = $Problem.Exception.Data['Crosstrust']
    if (-not $code) { $code = 'exchange-error' }
    if ($Problem.Exception -is [System.Management.Automation.CommandNotFoundException]) { $code = 'cmdlet-not-in-role' }
    $reason = Get-Reason $Problem
    $Run.Step.outcome = 'failed'
    $Run.Step.error = @{ code = [string]$code; message = $reason; id = [string]$Problem.FullyQualifiedErrorId; line = [int]$Problem.InvocationInfo.ScriptLineNumber }
    if (-not $Run.Failure) { $Run.Failure = [string]$Run.Step.id }
    Write-Warning ('Stopped at step "' + $Run.Step.id + '" (' + $code + '): ' + $reason)
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
        # A script that only reads goes on: what needs these commands is not known, the rest is.
        if (-not $Run.ReadsOnly -or $missing.Count -eq $Command.Count) {
            Stop-Step 'cmdlet-not-in-role' ('Your account is not allowed to use: ' + ($missing -join ', ') + '. Ask for a role group that holds them.')
        }
        Write-Output ('  Your account is not allowed to use: ' + ($missing -join ', ') + '. The script cannot read what needs them, and continues with the rest.')
    }
}

{% include "shared/receipt.ps1" %}

Read-Journal
# The closing ends this block: whatever ends the run, also Ctrl+C, its receipt is written.
try {
