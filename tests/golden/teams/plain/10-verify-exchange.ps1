<#
.SYNOPSIS
    Reads the on-premises configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. If it can't read something, it says so and continues. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    With -RestartIis, it also restarts IIS on this server at the end. Exchange can use old settings
    of partner applications for about 15 minutes. After the restart, it reads them again. Users of
    this server notice a short pause: Outlook, phones and the admin center reconnect automatically.
    Restart one server after the other.

    Needs: View-Only Organization Management. -RestartIis needs a window that was opened with "Run
    as administrator".

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, steps 1 to 6.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after the script has read the configuration.

.PARAMETER RecyclePools
    Recycles two application pools on this server instead of restarting IIS.

.EXAMPLE
    .\10-verify-exchange.ps1

.EXAMPLE
    .\10-verify-exchange.ps1 -RestartIis
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig",

    [switch]$RestartIis,

    [switch]$RecyclePools
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash      = '529cab59bada'
    TenantId         = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    DomainController = 'dc01.contoso.com'
    TestMailbox      = ''
    TestUri          = 'https://outlook.office365.com/ews/exchange.asmx'
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
$Run = @{ Caller = $PSCmdlet; ReadsOnly = $true; Started = [DateTime]::UtcNow; Steps = (New-Object System.Collections.ArrayList); Step = $null; Failure = $null; Build = $null; Account = $null; Ended = $false; Written = $false; Changes = 0; Journal = $null; JournalPath = $null; JournalFailed = $false; Interrupted = @(); Taken = @() }
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
            $lines = @(([ordered]@{ journal = 1; setup = $Answers.SetupId; domain = (Get-ComputerDomain); guide = 'teams'; script = 'verify-exchange'; computer = $env:COMPUTERNAME; account = $Run.Account; started = $Run.Started.ToString('o') }), $Line)
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
        guide       = 'teams'
        script      = 'verify-exchange'
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

function Select-OwnApplication {
    # Of partner applications, those of this tenant: the ones without a realm, as Microsoft's procedures
    # create them. Where there are none, the ones whose realm is the id of this tenant.
    param($Applications)
    $blank = @($Applications | Where-Object { $_ -and [string]$_.Realm -eq '' })
    if ($blank.Count -gt 0) { $blank } else { $Applications | Where-Object { $_ -and [string]$_.Realm -eq $Answers.TenantId } }
}

function Invoke-OAuthStep {
    Start-Step 'exchange-oauth' 'Exchange OAuth with Exchange Online (only read)'
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    # Exchange can trust several tenants. All of it is reported, with what says whose it is.
    if (-not (Test-TenantId)) { Write-Output '  The script does not know the tenant ID. Crosstrust compares addresses instead.' }
    Add-Fact 'authServers' @(Get-AuthServer @Dc | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl } })
    $online = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    Add-Fact 'exchangeOnlinePartners' @($online | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm } })
    $own = @(Select-OwnApplication $online)
    Add-Fact 'exchangeOnlinePartner' ([bool]@($own | Where-Object { $_.Enabled }).Count)
    Add-Fact 'connectors' @(Get-IntraOrganizationConnector @Dc | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) } })
    if ($Answers.TestMailbox -and $Answers.TestUri) {
        # A test that fails is a finding, not the end of the run: nothing later depends on it.
        try {
            $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
            Add-Fact 'oauthTest' ([string]$test[0].ResultType)
            Add-Fact 'oauthTestDetail' ([string]$test[0].Detail)
        }
        catch {
            Add-Fact 'oauthTest' 'Error'
            Add-Fact 'oauthTestError' ([string]$_.Exception.Message)
            Write-Output ('  not tested: ' + $_.Exception.Message)
        }
    }
}

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

function Get-ServerThumbprint {
    # The thumbprints of the certificates on one server. An Auth Certificate that has expired can keep
    # Exchange from telling more than the bytes.
    param([string]$Server)
    foreach ($one in @(Get-ExchangeCertificate -Server $Server @Dc)) {
        if ($one.Thumbprint) { [string]$one.Thumbprint }
        elseif ($one.RawData) { [string](New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, [byte[]]$one.RawData)).Thumbprint }
    }
}

function Add-ServerFact {
    # The servers on which a certificate is missing. One that does not answer is reported, and the rest is
    # asked all the same.
    param($Rotation)
    $withoutCurrent = @()
    $withoutNext = @()
    $unread = @()
    $servers = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.AdminDisplayVersion -match '^Version 15' -and [string]$_.ServerRole -match 'Mailbox|ClientAccess' })
    # This script runs on one of them: a list without any was not understood, and says nothing.
    if ($servers.Count -eq 0) { $unread += [string]$env:COMPUTERNAME }
    $asked = 0
    foreach ($server in $servers) {
        $name = [string]$server.Name
        Show-Progress 'Certificates of the Exchange servers' $asked $servers.Count
        $asked++
        try { $found = @(Get-ServerThumbprint $name) }
        catch {
            $unread += $name
            Write-Output ('  not read: the certificates of ' + $name + ' (' + $_.Exception.Message + ')')
            continue
        }
        if ($found -notcontains $Rotation.current) { $withoutCurrent += $name }
        if ($Rotation.next -and $found -notcontains $Rotation.next) { $withoutNext += $name }
    }
    Show-Progress 'Certificates of the Exchange servers' $asked $asked
    if ($withoutCurrent.Count -gt 0) { Write-Output ('  without the certificate in use: ' + ($withoutCurrent -join ', ')) }
    if ($withoutNext.Count -gt 0) { Write-Output ('  without the next certificate: ' + ($withoutNext -join ', ')) }
    Add-Fact 'serversWithoutCurrent' $withoutCurrent
    Add-Fact 'serversWithoutNext' $withoutNext
    Add-Fact 'serversUnread' $unread
}

function Read-Access {
    # One thing to read. What cannot be read is noted by name, and the rest is read all the same.
    param([string]$Name, [scriptblock]$Read)
    try { & $Read }
    catch {
        $Run.Step.facts['accessUnread'] += @($Name)
        Write-Output ('  not read: ' + $Name + ' (' + (Get-Reason $_) + ')')
    }
}

function Get-EwsGate {
    # Who may use Exchange Web Services: in the organization, or with one mailbox. Not set is not the same as off.
    param([string]$Name, $Source)
    $enabled = ([string]$Source.EwsEnabled).ToLowerInvariant()
    if (-not $enabled) { $enabled = 'not set' }
    @{
        name    = $Name
        enabled = $enabled
        policy  = [string]$Source.EwsApplicationAccessPolicy
        allowed = @($Source.EwsAllowList | ForEach-Object { [string]$_ } | Where-Object { $_ })
        blocked = @($Source.EwsBlockList | ForEach-Object { [string]$_ } | Where-Object { $_ })
    }
}

function Get-DirectoryAccess {
    # A virtual directory: whether it accepts tokens, and its address from outside. Methods can arrive as
    # numbers: 10 is OAuth. What Exchange does not say, or says both ways, is not known ($null).
    param([string]$Kind, $Directory)
    $on = $Directory.OAuthAuthentication
    $methods = @(@($Directory.InternalAuthenticationMethods) + @($Directory.ExternalAuthenticationMethods) | ForEach-Object { [string]$_ } | Where-Object { $_ })
    if ($methods.Count -gt 0) {
        $listed = ($methods -contains 'OAuth') -or ($methods -contains '10')
        if ($null -eq $on) { $on = $listed }
        elseif ([bool]$on -ne $listed) { $on = $null }
    }
    if ($null -ne $on) { $on = [bool]$on }
    $address = [string]$Directory.ExternalUrl
    @{ name = [string]$Directory.Identity; kind = $Kind; oauth = $on; externalUrl = $address; scheme = @($address -split ':')[0].ToLowerInvariant() }
}

function Get-AuthThumbprint {
    # The thumbprint of an Auth Certificate, as the step that is open has read it; empty where there is none.
    param([string]$Use)
    $facts = $Run.Step.facts
    $thumbprint = [string]$facts[$Use + 'Thumbprint']
    foreach ($one in @($facts['certificates'])) {
        if ($one -and $one['use'] -eq $Use) { $thumbprint = [string]$one['thumbprint'] }
    }
    $thumbprint
}

function Add-TeamsAccessFact {
    # What lets the requests of Teams in on this side. The facts belong to the step that is open.
    Add-Fact 'accessUnread' @()
    Read-Access 'EWS access of the organization' { Add-Fact 'ewsGates' @(Get-EwsGate 'organization' (Get-OrganizationConfig @Dc)) }
    if ($Answers.TestMailbox) {
        Read-Access 'EWS access of the mailbox' { Add-Fact 'mailboxEwsGates' @(Get-EwsGate $Answers.TestMailbox (Get-CASMailbox -Identity $Answers.TestMailbox @Dc)) }
    }
    Read-Access 'Accepted domains' { Add-Fact 'wildcardDomains' @(Get-AcceptedDomain @Dc | ForEach-Object { [string]$_.DomainName } | Where-Object { $_ -like '[*]*' }) }
    Read-Access 'Virtual directories' {
        $found = @(Get-WebServicesVirtualDirectory -ADPropertiesOnly -ShowMailboxVirtualDirectories @Dc | ForEach-Object { Get-DirectoryAccess 'ews' $_ })
        $found += @(Get-AutodiscoverVirtualDirectory -ADPropertiesOnly -ShowMailboxVirtualDirectories @Dc | ForEach-Object { Get-DirectoryAccess 'autodiscover' $_ })
        Add-Fact 'virtualDirectories' @($found)
        Add-Fact 'ewsAddresses' @($found | Where-Object { $_.kind -eq 'ews' -and $_.externalUrl } | ForEach-Object { $_.externalUrl } | Sort-Object -Unique)
    }
    Read-Access 'Proxies' { Add-Fact 'proxies' @(Get-ExchangeServer @Dc | Where-Object { [string]$_.InternetWebProxy } | ForEach-Object { @{ name = [string]$_.Name; proxy = [string]$_.InternetWebProxy } }) }
    Read-Access 'Autodiscover service connection points' {
        # Exchange 2013 knows the same by another name.
        if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { $services = @(Get-ClientAccessService @Dc) }
        else { $services = @(Get-ClientAccessServer @Dc) }
        Add-Fact 'connectionPoints' @($services | ForEach-Object { @{ name = [string]$_.Name; address = [string]$_.AutoDiscoverServiceInternalUri } })
    }
    Read-Access 'Builds of the servers' { Add-BuildFact }
    # Without a certificate in use, no server lacks it.
    $inUse = [string](Get-AuthThumbprint 'current')
    if ($inUse) { Read-Access 'Certificates of the servers' { Add-ServerFact @{ current = $inUse; next = [string](Get-AuthThumbprint 'next') } } }
}

function Get-ApplicationAccount {
    # The account by its name, or nothing. Any other recipient of that name is an obstacle.
    param([string]$Name)
    $found = @(Get-Recipient -Filter ('Name -eq ''' + $Name + '''') @Dc)
    if ($found.Count -gt 1) { Stop-Step 'account-ambiguous' ('More than one recipient is named ' + $Name + '. Rename the others.') }
    if ($found.Count -eq 0) { return }
    if ([string]$found[0].RecipientType -ne 'MailUser') { Stop-Step 'account-name-taken' ('The name ' + $Name + ' belongs to a ' + $found[0].RecipientType + ', not to a mail user. Rename it and run the script again.') }
    Get-MailUser -Identity $found[0].Identity @Dc
}

function Add-AccountFact {
    # What a receipt holds about the account; of one that is missing, that nothing is there.
    param($Account)
    Add-Fact 'identity' ([string]$Account.Identity)
    Add-Fact 'address' (([string]$Account.ExternalEmailAddress) -replace '^SMTP:', '')
    Add-Fact 'hidden' ([bool]$Account.HiddenFromAddressListsEnabled)
}

function Get-ApplicationRole {
    # The role by its name, or nothing. A role of another kind is an obstacle.
    param([string]$Name, [string]$Parent)
    $found = @(Get-ManagementRole @Dc | Where-Object { $_.Name -eq $Name })
    if ($found.Count -eq 0) { return }
    if ([string]$found[0].RoleType -ne $Parent) { Stop-Step 'role-of-other-type' ('A role ' + $Name + ' exists, but its type is ' + $found[0].RoleType + ', not ' + $Parent + '. Rename or remove it.') }
    $found[0]
}

function Add-RoleFact {
    # What a receipt holds about the role: the commands it allows, and who holds it.
    param([string]$Name)
    Add-Fact 'entries' @(Get-ManagementRoleEntry -Identity ($Name + '\*') @Dc | ForEach-Object { [string]$_.Name })
    Add-Fact 'assignees' @(Get-ManagementRoleAssignment -Role $Name @Dc | ForEach-Object { [string]$_.RoleAssigneeName })
}

function Find-PartnerApplication {
    # The partner application with that identifier, or nothing. Matched by identifier, never by name:
    # Get-PartnerApplication -Identity returns everything when the name is not found.
    param([string]$Name, [string]$ApplicationIdentifier)
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq $ApplicationIdentifier })
    $own = @(Select-OwnApplication $all)
    if ($own.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications have the identifier of ' + $Name + ': ' + (($own | ForEach-Object { $_.Name }) -join ', ') + '. Remove those that are not in use.') }
    if ($own.Count -eq 0 -and $all.Count -gt 0) {
        $names = ($all | ForEach-Object { [string]$_.Name + ' (' + $_.Realm + ')' }) -join ', '
        # A realm can be compared only with the tenant's id, not with one of its domains.
        if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these partner applications: ' + $names + '. Enter the tenant ID in Crosstrust and save the script again.') }
        # None is created beside it: parts of Exchange look an application up by its identifier alone and
        # fail where two have it, for both tenants. No procedure for two tenants is published.
        Stop-Step 'partner-foreign-realm' ('These partner applications belong to another tenant: ' + $names + '.')
    }
    $own
}

function Add-PartnerApplicationFact {
    # What a receipt holds about a partner application; of one that is missing, that nothing is there.
    # $AccountName: the account that this guide links it to. Of another one, its roles are reported.
    param($Application, [string]$AccountName)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
    Add-Fact 'realm' ([string]$Application.Realm)
    if ($AccountName -and [string]$Application.LinkedAccount -and [string]$Application.LinkedAccount -notlike ('*/' + $AccountName)) { Add-LinkedRoleFact ([string]$Application.LinkedAccount) }
}

function Add-LinkedRoleFact {
    # The roles that an account holds, by itself or through a group; null where they cannot be read.
    param([string]$Account)
    try { $roles = @(Get-ManagementRoleAssignment -RoleAssignee $Account @Dc | ForEach-Object { [string]$_.Role } | Sort-Object -Unique) }
    catch {
        $roles = $null
        Write-Output ('  not read: the roles of ' + $Account + ' (' + $_.Exception.Message + ')')
    }
    Add-Fact 'linkedAccountRoles' $roles
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

function Invoke-Check {
    # Runs one reading. What fails in it is recorded, and the next one is still read.
    param([scriptblock]$Check)
    try { & $Check } catch { Add-Failure $_ }
}

function Invoke-AccountCheck {
    param([string]$Name)
    Start-Step 'account' ('Application account ' + $Name + ' (only read)')
    $account = Get-ApplicationAccount $Name
    Add-AccountFact $account
}

function Invoke-RoleCheck {
    param([string]$Name, [string]$Parent)
    Start-Step 'role' ('Management role ' + $Name + ' (only read)')
    $role = Get-ApplicationRole $Name $Parent
    if ($role) { Add-RoleFact $Name; return }
    Add-Fact 'entries' @()
    Add-Fact 'assignees' @()
}

function Invoke-PartnerApplicationCheck {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier, [string]$AccountName)
    Start-Step $StepId ('Partner application ' + $Name + ' (only read)')
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-PartnerApplicationFact $application $AccountName
}

function Invoke-CertificateCheck {
    Start-Step 'export' 'Auth Certificate (only read)'
    Add-Fact 'certificates' @(Get-AuthCertificate)
}

function Assert-ExchangeServer {
    # Only servers on which Exchange runs its web services are restarted, and not the PC from which
    # somebody manages them.
    param([string[]]$Server)
    $web = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.ServerRole -match 'Mailbox|ClientAccess' } | ForEach-Object { [string]$_.Name; [string]$_.Fqdn })
    $others = @($Server | Where-Object { $web -notcontains $_ })
    if ($others.Count -gt 0) { Stop-Step 'not-an-exchange-server' ('Exchange has no Mailbox or Client Access server with the name ' + ($others -join ', ') + '. The script did not restart IIS.') }
}

function Assert-Elevated {
    try { $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
    catch { $elevated = $true }
    if (-not $elevated) { Stop-Step 'not-elevated' 'Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with "Run as administrator" and run the script there.' }
}

function Get-PageStatus {
    # The HTTP status of a page of one server, or nothing where no answer comes. The certificate may
    # have other names than that server's: it is accepted for this one connection, over which nothing
    # secret goes. What the rest of this window accepts stays as it is.
    param([string]$Server, [string]$Path, [int]$Port = 443)
    $client = New-Object System.Net.Sockets.TcpClient
    try {
        $connecting = $client.BeginConnect($Server, $Port, $null, $null)
        if (-not $connecting.AsyncWaitHandle.WaitOne(10000, $false)) { return }
        $client.EndConnect($connecting)
        $client.ReceiveTimeout = 20000
        $client.SendTimeout = 20000
        $accept = [System.Net.Security.RemoteCertificateValidationCallback]{ $true }
        $stream = New-Object -TypeName System.Net.Security.SslStream -ArgumentList @($client.GetStream(), $false, $accept)
        $stream.AuthenticateAsClient($Server, $null, [System.Security.Authentication.SslProtocols]'Tls, Tls11, Tls12', $false)
        $end = [string][char]13 + [string][char]10
        $bytes = [Text.Encoding]::ASCII.GetBytes('GET ' + $Path + ' HTTP/1.1' + $end + 'Host: ' + $Server + $end + 'Connection: close' + $end + $end)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush()
        $line = (New-Object -TypeName System.IO.StreamReader -ArgumentList @($stream)).ReadLine()
        if ($line -match '^HTTP/1\.[01] ([0-9]{3})') { [int]$Matches[1] }
    }
    catch { return }
    finally { $client.Close() }
}

function Get-AnsweringPage {
    # The health pages of a server that answer 200: Exchange gives them while the service behind each
    # one works.
    param([string]$Server)
    foreach ($path in '/ews/healthcheck.htm', '/autodiscover/healthcheck.htm', '/mapi/healthcheck.htm') {
        if ((Get-PageStatus $Server $path) -eq 200) { $path }
    }
}

function Wait-ForPage {
    # The next server is touched only after the pages of this one answer as they did before.
    param([string]$Server, [string[]]$Page)
    $until = [DateTime]::UtcNow.AddMinutes(10)
    while ($true) {
        $answering = @(Get-AnsweringPage $Server)
        $silent = @($Page | Where-Object { $answering -notcontains $_ })
        if ($silent.Count -eq 0) { break }
        if ([DateTime]::UtcNow -ge $until) { Stop-Step 'iis-not-back' ($Server + ' still does not respond 10 minutes after the restart: ' + ($silent -join ', ') + '. The script did not restart the servers after it.') }
        Write-Progress -Activity 'Waiting for the server to respond again' -Status ($Server + ' ' + ($silent -join ', '))
        Start-Sleep -Seconds 5
    }
    Write-Progress -Activity 'Waiting for the server to respond again' -Completed
}

function Restart-PoolOnly {
    # The two application pools that check tokens. IIS starts the new process before it ends the old
    # one, so the server goes on answering.
    param([string]$Server)
    $codes = @(Invoke-Command -ComputerName $Server -ErrorAction Stop -ScriptBlock {
        $appcmd = Join-Path -Path $env:SystemRoot -ChildPath 'System32\inetsrv\appcmd.exe'
        foreach ($pool in 'MSExchangeServicesAppPool', 'MSExchangeAutodiscoverAppPool') {
            [void](& $appcmd 'recycle' 'apppool' ('/apppool.name:' + $pool))
            $LASTEXITCODE
        }
    })
    if (@($codes | Where-Object { [int]$_ -ne 0 }).Count -gt 0) { Stop-Step 'iis-not-restarted' ('appcmd on ' + $Server + ' ended with ' + ($codes -join ' and ') + '. Recycle MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool there in IIS Manager.') }
}

function Restart-WebServer {
    # One server: IIS, or two of its application pools. A server whose pages do not answer before is
    # left alone, since nobody could tell whether it came back.
    param([string]$Server, [bool]$PoolsOnly)
    $pages = @(Get-AnsweringPage $Server)
    if ($pages -notcontains '/ews/healthcheck.htm') { Stop-Step 'iis-health-unknown' ('https://' + $Server + '/ews/healthcheck.htm does not respond, so the script could not verify this server after a restart. It did not restart this server or the servers after it.') }
    if ($PoolsOnly) { Invoke-Change $Server 'Recycle the application pools of EWS and Autodiscover' '' { Restart-PoolOnly $Server } }
    else {
        Invoke-Change $Server 'Restart IIS' '' {
            [void](iisreset $Server)
            if ($LASTEXITCODE) { Stop-Step 'iis-not-restarted' ('iisreset on ' + $Server + ' ended with ' + $LASTEXITCODE + '. Run it there in an elevated window.') }
        }
    }
    if ($Run.Step.changes[-1].done) { Wait-ForPage $Server $pages }
}

function Invoke-RestartStep {
    # Exchange may go on using what it knew about partner applications for about 15 minutes; after a
    # restart of IIS it reads them afresh. This window is connected through IIS as well, so the
    # restart comes last.
    param([switch]$PoolsOnly)
    Start-Step 'iis' 'Restart IIS on this server'
    Assert-Elevated
    Assert-ExchangeServer $env:COMPUTERNAME
    Read-Build
    Restart-WebServer $env:COMPUTERNAME ([bool]$PoolsOnly)
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser', 'Get-ManagementRole', 'Get-ManagementRoleEntry', 'Get-ManagementRoleAssignment', 'Get-IntraOrganizationConnector'
    Invoke-Check { Invoke-OAuthStep }
    Invoke-Check { Add-TeamsAccessFact }
    Invoke-Check { Invoke-AccountCheck 'TeamsScheduler' }
    Invoke-Check { Invoke-RoleCheck 'TeamsSchedulerRole' 'UserApplication' }
    Invoke-Check { Invoke-PartnerApplicationCheck 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' 'TeamsScheduler' }
    Invoke-Check { Invoke-PartnerApplicationCheck 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df' 'TeamsScheduler' }
    Invoke-Check { Invoke-PartnerApplicationCheck 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae' }
    Invoke-Check { Invoke-CertificateCheck }
    if ($RestartIis -or $RecyclePools) { Invoke-RestartStep -PoolsOnly:$RecyclePools }
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
