<#
.SYNOPSIS
    Exports the public part of the Exchange Auth Certificate: the one in use and, when it is set, the next one.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. No private key is read and no password is asked
    for. At the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: View-Only Organization Management, and to write to the output folder.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 3.

.PARAMETER OutputFolder
    Folder for the receipt and the exported certificates. Created when it is missing.

.EXAMPLE
    .\07-export.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash      = 'e438c0916037'
    DomainController = '_dc--01.a_b.contoso.com'
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
        guide       = 'exchange-oauth'
        script      = 'export'
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
function Get-AuthCertificate {
    # The public part of the Auth Certificates that are in use and, when it is set, next.
    $config = Get-AuthConfig @Dc
    $wanted = @(
        @{ use = 'current'; thumbprint = [string]$config.CurrentCertificateThumbprint },
        @{ use = 'next'; thumbprint = [string]$config.NextCertificateThumbprint }
    ) | Where-Object { $_.thumbprint }
    if (@($wanted).Count -eq 0) { Stop-Step 'no-auth-certificate' 'Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).' }
    foreach ($one in @($wanted)) {
        if ($one.thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The ' + $one.use + ' thumbprint in the Auth configuration is not 40 hex digits: ' + $one.thumbprint) }
        $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $one.thumbprint })
        if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The ' + $one.use + ' Auth Certificate ' + $one.thumbprint + ' is not on this server. Run the script on another Mailbox server.') }
        @{
            use        = $one.use
            thumbprint = [string]$found[0].Thumbprint
            notBefore  = $found[0].NotBefore.ToUniversalTime().ToString('o')
            notAfter   = $found[0].NotAfter.ToUniversalTime().ToString('o')
            der        = [Convert]::ToBase64String($found[0].RawData)
        }
    }
}

function Invoke-ExportStep {
    Start-Step 'export' 'Export the Auth Certificate (public part)'
    $files = @{ current = 'OAuthCert.cer'; next = 'OAuthCert-next.cer' }
    $certificates = @(Get-AuthCertificate)
    foreach ($certificate in $certificates) {
        $path = Join-Path -Path $OutputFolder -ChildPath $files[$certificate.use]
        $same = [IO.File]::Exists($path) -and ([Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) -eq $certificate.der)
        if (-not $same) {
            Invoke-Change $path 'Write the certificate' '' {
                if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
                [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($certificate.der))
            }
        }
    }
    Add-Fact 'certificates' $certificates
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig'
    Invoke-ExportStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
