<#
.SYNOPSIS
Opens the management shell for a script, and runs the script.

.DESCRIPTION
The files to double-click run this script in Windows PowerShell. It loads the Exchange Management Shell, or the
module of Skype for Business Server, as the shortcut in the Start menu does. Then it runs the script that is
named. It changes nothing by itself. The window stays open.

.PARAMETER ScriptFile
The file name of the script.

.PARAMETER Shell
The management shell that the script needs: exchange or skype.

.PARAMETER DryRun
Runs the script with -WhatIf: it changes nothing and lists what it would change.

.PARAMETER Elevated
The script needs a window that was opened as administrator.

.PARAMETER ThenRun
The file to double-click after the dry run.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string]$ScriptFile,
    [Parameter(Mandatory = $true)] [ValidateSet('exchange', 'skype')] [string]$Shell,
    [switch]$DryRun,
    [switch]$Elevated,
    [string]$ThenRun
)

# The management shell may change the folder.
$CrosstrustFolder = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath

function Test-CrosstrustAdministrator {
    # Whether this window was opened as administrator.
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity
    $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Write-CrosstrustStop {
    # Why nothing was run, and what to do.
    param([string]$Reason)
    Write-Warning $Reason
    Write-Warning 'Nothing was run. You can close this window.'
}

if ($Elevated -and -not (Test-CrosstrustAdministrator)) {
    Write-CrosstrustStop 'This script needs administrator rights on this computer. Right-click the file and select Run as administrator.'
    return
}

if ($Shell -eq 'exchange') {
    # Only an administrator of the computer can set this value, so no other program is run in its place.
    $CrosstrustExchange = [Environment]::GetEnvironmentVariable('ExchangeInstallPath', 'Machine')
    if (-not $CrosstrustExchange) {
        Write-CrosstrustStop 'The Exchange Management Shell is not installed on this computer. Copy the whole folder of the scripts to an Exchange server and double-click the file there.'
        return
    }
    $CrosstrustShell = [IO.Path]::Combine($CrosstrustExchange, 'bin\RemoteExchange.ps1')
    if (-not [IO.File]::Exists($CrosstrustShell)) {
        Write-CrosstrustStop ('The Exchange Management Shell is not complete on this computer. This file is missing: ' + $CrosstrustShell + '. Copy the whole folder of the scripts to another Exchange server and double-click the file there.')
        return
    }
    Write-Output 'Opening the Exchange Management Shell. This can take a minute.'
    try {
        . $CrosstrustShell
        Connect-ExchangeServer -auto -ClientApplication:ManagementShell
    }
    catch {
        Write-Warning ('The Exchange Management Shell reports: ' + $_.Exception.Message)
    }
    if (-not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) {
        Write-CrosstrustStop 'The Exchange Management Shell did not connect to a server. Open it from the Start menu. If it shows the same error there, fix its cause first. If it opens, run the script in it as the file run-book.txt says.'
        return
    }
}
else {
    $CrosstrustShell = @(Get-Module -ListAvailable -Name 'SkypeForBusiness', 'Lync' -ErrorAction SilentlyContinue) | Select-Object -First 1
    if (-not $CrosstrustShell) {
        Write-CrosstrustStop 'The Skype for Business Server Management Shell is not installed on this computer. Copy the whole folder of the scripts to a Front End server and double-click the file there.'
        return
    }
    try { Import-Module -Name $CrosstrustShell.Path -ErrorAction Stop }
    catch {
        Write-CrosstrustStop ('The module of Skype for Business Server cannot be loaded: ' + $_.Exception.Message)
        return
    }
}

Set-Location -LiteralPath $CrosstrustFolder
if ($DryRun) { & ('.\' + $ScriptFile) -WhatIf }
else { & ('.\' + $ScriptFile) }

Write-Output ''
if ($DryRun) {
    Write-Output 'This was a dry run: nothing was changed. Read above what the script would change.'
    if ($ThenRun) { Write-Output ('To make these changes, close this window and double-click the file "' + $ThenRun + '".') }
}
Write-Output 'The line "Saved as" above names the file with the result. Copy this file to the PC with Crosstrust.'
Write-Output 'In Crosstrust, open the step of this script and import the result.'
Write-Output 'You can close this window.'
