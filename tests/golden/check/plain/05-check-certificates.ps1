<#
.SYNOPSIS
    Reads the public Auth Certificates, and which application in the tenant the servers use.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\05-check-certificates.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash      = 'a18af07e1bdc'
    TenantId         = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    DomainController = ''
}

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
$Run = @{ Caller = $PSCmdlet; ReadsOnly = $false; Started = [DateTime]::UtcNow; Steps = (New-Object System.Collections.ArrayList); Step = $null; Failure = $null; Build = $null; Account = $null; Ended = $false; Written = $false; Changes = 0; Journal = $null; JournalPath = $null; JournalFailed = $false; Interrupted = @(); Taken = @() }
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

# The journal: a file in the output folder that tells of a change before it is made and again when it
# was made. A run that ends without its receipt, such as with its window, leaves it, and the next
# script of the same setup takes it into its own receipt.
function Write-Journal {
    # Adds a line, and waits until it is on the disk. A journal that cannot be written is said once, and
    # the run goes on without it.
    param($Line)
    if ($Run.JournalFailed) { return }
    try {
        $lines = @($Line)
        if (-not $Run.Journal) {
            if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
            $name = 'changes-' + $Answers.SetupId + '-' + (Get-InvariantTime $Run.Started 'yyyyMMdd-HHmmssfff') + '-' + [string]$PID + '.jsonl'
            $Run.JournalPath = Join-Path -Path $OutputFolder -ChildPath $name
            # Nobody else can open it while the run goes on: that tells a run that goes on from one that ended.
            $Run.Journal = [IO.File]::Open($Run.JournalPath, [IO.FileMode]::CreateNew, [IO.FileAccess]::Write, [IO.FileShare]::None)
            $lines = @(([ordered]@{ journal = 1; setup = $Answers.SetupId; domain = (Get-ComputerDomain); guide = 'check'; script = 'check-certificates'; computer = $env:COMPUTERNAME; account = $Run.Account; started = $Run.Started.ToString('o') }), $Line)
        }
        foreach ($one in $lines) {
            $bytes = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $one -Depth 4 -Compress) + [Environment]::NewLine)
            $Run.Journal.Write($bytes, 0, $bytes.Length)
        }
        $Run.Journal.Flush($true)
    }
    catch {
        $Run.JournalFailed = $true
        Write-Warning ('The script cannot record its changes in ' + $OutputFolder + ' (' + $_.Exception.Message + '). It continues. Do not close this window before the script prints its result.')
    }
}

function Get-FormerFact {
    # What the change of this step replaces, as far as the step has noted it.
    param([hashtable]$Replaced)
    $found = @{}
    foreach ($name in @($Run.Step.facts.Keys)) {
        if ($name -clike 'former*') { $found[$name] = $Run.Step.facts[$name] }
    }
    if ($Replaced) { foreach ($name in @($Replaced.Keys)) { $found[$name] = $Replaced[$name] } }
    $found
}

function Get-ComputerDomain {
    # The domain of this computer: a journal of another one is not about this organization.
    try { [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName.ToLowerInvariant() }
    catch { '' }
}

function Read-Journal {
    # Notes what runs of this setup changed that did not come to their end. A journal that another run
    # still writes, that is damaged, or that belongs to another domain stays where it is.
    if (-not [IO.Directory]::Exists($OutputFolder)) { return }
    try { $paths = @([IO.Directory]::GetFiles($OutputFolder, 'changes-' + $Answers.SetupId + '-*.jsonl')) }
    catch { $paths = @() }
    foreach ($path in $paths) {
        $name = [IO.Path]::GetFileName($path)
        try {
            $lines = @(Read-JournalLine $path)
            $head = ConvertFrom-Json -InputObject $lines[0]
            if ([string]$head.setup -ne $Answers.SetupId -or [string]$head.domain -ne (Get-ComputerDomain)) {
                Write-Output ('  left: ' + $name + ' is about another setup or another domain.')
                continue
            }
            $Run.Interrupted += @{ file = $name; lines = $lines }
            $Run.Taken += $path
            Write-Output ('  An earlier run of this setup was interrupted. The result of this run also lists its changes (' + $name + ').')
        }
        catch { Write-Output ('  left: ' + $name + ' is not readable now (' + $_.Exception.Message + ').') }
    }
}

function Read-JournalLine {
    # The lines of a journal that no run is writing.
    param([string]$Path)
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
    try { $text = (New-Object System.IO.StreamReader -ArgumentList $stream, ([Text.Encoding]::UTF8)).ReadToEnd() }
    finally { $stream.Close() }
    $text -split '\r?\n' | Where-Object { $_ }
}

function Close-Journal {
    if ($Run.Journal) {
        try { $Run.Journal.Close() } catch { $Run.JournalFailed = $true }
        $Run.Journal = $null
    }
}

function Complete-Journal {
    # The receipt that was saved tells of everything in the journals: they are put away. A run that
    # failed, or a dry run, leaves them to the next one.
    Close-Journal
    if ($Run.Failure -or $WhatIfPreference) { return }
    try {
        foreach ($path in $Run.Taken) { [IO.File]::Move($path, $path + '.taken') }
        if ($Run.JournalPath) { [IO.File]::Delete($Run.JournalPath) }
    }
    catch { Write-Output ('  left: a journal cannot be renamed (' + $_.Exception.Message + '). The next run lists it again.') }
}

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

function Read-Build {
    # The Exchange build of this server, for the receipt; a receipt without it is as good.
    if ($Run.Build -or -not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) { return }
    try { $Run.Build = [string](Get-ExchangeServer -Identity $env:COMPUTERNAME @Dc).AdminDisplayVersion } catch { $Run.Build = $null }
}

function New-Receipt {
    # Everything the run has to tell.
    [ordered]@{
        format      = 2
        guide       = 'check'
        script      = 'check-certificates'
        setup       = $Answers.SetupId
        answers     = $Answers.AnswersHash
        started     = $Run.Started.ToString('o')
        ended       = [DateTime]::UtcNow.ToString('o')
        computer    = $env:COMPUTERNAME
        account     = $Run.Account
        build       = $Run.Build
        powershell  = [string]$PSVersionTable.PSVersion
        whatIf      = [bool]$WhatIfPreference
        failure     = $Run.Failure
        steps       = @($Run.Steps)
        interrupted = @($Run.Interrupted)
    }
}

function ConvertTo-ReceiptLine {
    # The receipt between its markers: packed, so that it fits on a screen, and in letters that every
    # mail and chat leaves alone.
    param($Receipt)
    $json = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Receipt -Depth 8 -Compress))
    $packed = New-Object System.IO.MemoryStream
    $packing = New-Object System.IO.Compression.GZipStream -ArgumentList $packed, ([IO.Compression.CompressionMode]::Compress)
    $packing.Write($json, 0, $json.Length)
    $packing.Close()
    $text = [Convert]::ToBase64String($packed.ToArray())
    '-----BEGIN CROSSTRUST RECEIPT-----'
    for ($i = 0; $i -lt $text.Length; $i += 76) { $text.Substring($i, [Math]::Min(76, $text.Length - $i)) }
    '-----END CROSSTRUST RECEIPT-----'
}

function Save-Receipt {
    # Saves the lines in the output folder, and beside them the same to read. Returns the file's path.
    param($Receipt, [string[]]$Lines)
    if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
    $name = 'receipt-' + (Get-InvariantTime $Run.Started 'yyyyMMdd-HHmmss')
    $path = Join-Path -Path $OutputFolder -ChildPath ($name + '.txt')
    [IO.File]::WriteAllLines($path, $Lines)
    # Nothing depends on this one.
    try { [IO.File]::WriteAllText((Join-Path -Path $OutputFolder -ChildPath ($name + '.json')), (ConvertTo-Json -InputObject $Receipt -Depth 8)) }
    catch { Write-Warning ('The result could not be saved as a readable text file: ' + $_.Exception.Message) }
    $path
}

function Write-Receipt {
    # Prints the receipt and saves it.
    Read-Build
    $receipt = New-Receipt
    $lines = @(ConvertTo-ReceiptLine $receipt)
    Write-Output ''
    Write-Output $lines
    try {
        $path = Save-Receipt $receipt $lines
        $Run.Written = $true
        Write-Output ''
        Write-Output ('Saved as ' + $path)
        Complete-Journal
    }
    catch {
        $Run.Written = $true
        Write-Warning ('The result could not be saved (' + $_.Exception.Message + '). Copy the lines above.')
    }
}

function Write-InterruptedReceipt {
    # After Ctrl+C. The pipeline takes nothing any more, so the lines go to the window itself, and no
    # command of the server is asked again.
    if (-not $Run.Step) { return }
    try {
        # Stopped later than that, every step is done, and only the receipt is not printed yet.
        if (-not $Run.Ended) {
            $Run.Step.outcome = 'failed'
            $Run.Step.error = @{ code = 'interrupted'; message = 'Somebody stopped the script here, before its end.'; id = ''; line = $null }
            if (-not $Run.Failure) { $Run.Failure = [string]$Run.Step.id }
        }
        $receipt = New-Receipt
        $lines = @(ConvertTo-ReceiptLine $receipt)
        try { $saved = 'Saved as ' + (Save-Receipt $receipt $lines) }
        catch { $saved = 'The result could not be saved (' + $_.Exception.Message + '). Copy the lines above.' }
    }
    catch {
        $lines = @()
        $saved = 'The result could not be written: ' + $_.Exception.Message
    }
    # A host without a window has nothing to show it in.
    try {
        foreach ($line in @('', 'The script was stopped before its end. Its changes so far stay, and this result lists them. Run the same script again.', '') + $lines + @('', $saved)) { $Host.UI.WriteLine($line) }
    }
    catch { return }
}

Read-Journal
# The closing ends this block: whatever ends the run, also Ctrl+C, its receipt is written.
try {

# ---- Steps -----------------------------------------------------------------------------------
function Test-TenantId {
    # Whether the id of the tenant is known. Otherwise the answer is one of its domains, or nothing.
    [string]$Answers.TenantId -match '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'
}

function Get-CertificateOfServer {
    # The public part of a certificate that an Exchange server has, where this computer does not have it. Only
    # the bytes of a certificate always come over. A server that does not answer is passed over.
    param([string]$Thumbprint)
    foreach ($server in @(Get-ExchangeServer @Dc | Where-Object { [string]$_.AdminDisplayVersion -match '^Version 15' -and [string]$_.ServerRole -match 'Mailbox|ClientAccess' })) {
        try { $all = @(Get-ExchangeCertificate -Server ([string]$server.Name) @Dc) }
        catch { continue }
        foreach ($one in @($all | Where-Object { $_.RawData })) {
            $certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, [byte[]]$one.RawData)
            if ($certificate.Thumbprint -eq $Thumbprint) { return $certificate }
        }
    }
}

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
        if ($found.Count -eq 0) { $found = @(Get-CertificateOfServer $one.thumbprint) }
        if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The ' + $one.use + ' Auth Certificate ' + $one.thumbprint + ' is not on this computer, and no Exchange server that answers has it. Run the script on a Mailbox server that has it.') }
        @{
            use        = $one.use
            thumbprint = [string]$found[0].Thumbprint
            notBefore  = $found[0].NotBefore.ToUniversalTime().ToString('o')
            notAfter   = $found[0].NotAfter.ToUniversalTime().ToString('o')
            der        = [Convert]::ToBase64String($found[0].RawData)
        }
    }
}

function Invoke-CertificateCheck {
    Start-Step 'export' 'Auth Certificate (only read)'
    Add-Fact 'certificates' @(Get-AuthCertificate)
}

function Invoke-HybridApplicationCheck {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    $servers = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq 'AzureAD' -and [string]$_.ApplicationIdentifier })
    # The application of another tenant, where Exchange knows several, is not the one.
    if (Test-TenantId) { $servers = @($servers | Where-Object { [string]$_.Realm -eq '' -or [string]$_.Realm -eq $Answers.TenantId }) }
    $identifiers = @($servers | ForEach-Object { [string]$_.ApplicationIdentifier } | Sort-Object -Unique)
    # Of several applications, and without the id of the tenant, it is not known which one is meant.
    if ($identifiers.Count -gt 1 -and -not (Test-TenantId)) { Add-Fact 'applicationIdentifiers' $null }
    else { Add-Fact 'applicationIdentifiers' $identifiers }
}

function Invoke-Check {
    # Runs one reading. What fails in it is recorded, and the next one is still read.
    param([scriptblock]$Check)
    try { & $Check } catch { Add-Failure $_ }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer'
    Invoke-Check { Invoke-CertificateCheck }
    Invoke-Check { Invoke-HybridApplicationCheck }
}
catch {
    Add-Failure $_
}
$Run.Ended = $true
if ($Run.Failure) { Write-Warning 'Completed changes are kept. Fix the cause and run the same script again.' }
Write-Receipt
}
finally {
    # Ctrl+C leads here, and nothing after this is run.
    Close-Journal
    if (-not $Run.Written) { Write-InterruptedReceipt }
}
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
