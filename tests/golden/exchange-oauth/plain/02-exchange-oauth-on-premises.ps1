<#
.SYNOPSIS
    Configures OAuth between Exchange Server and Exchange Online on premises: all steps in one run.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. The connector to Exchange Online stays disabled at first.
    The dedicated hybrid application must be in use, the host names must be registered, and the test
    must return Success. Then save this script again and run it again. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management. Reads the public part of the Auth Certificate. It reads no
    private key and asks for no password. The server needs access to the addresses in the answers.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, steps 1 to 6, step 8 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result and the exported certificates. Created if it is missing.

.EXAMPLE
    .\02-exchange-oauth-on-premises.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash             = '06cc8f311205'
    TenantId                = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    HybridDomain            = 'contoso.mail.onmicrosoft.com'
    DomainController        = 'dc01.contoso.com'
    AcsMetadataUrl          = 'https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1'
    EvoStsMetadataUrl       = 'https://login.windows.net/contoso.com/federationmetadata/2007-06/federationmetadata.xml'
    OnlineDiscoveryEndpoint = 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc'
    TestUri                 = 'https://outlook.office365.com/ews/exchange.asmx'
    TestMailbox             = ''
    EwsHost                 = 'mail.contoso.com'
    EwsUrl                  = 'https://mail.contoso.com/ews/exchange.asmx'
    AutodiscoverHost        = 'autodiscover.contoso.com'
    AzureEnvironment        = ''
    AddAddressSpace         = $true
    EnableConnector         = $true
    Created                 = @('auth-server:WindowsAzureACS', 'auth-server:evoSTS', 'connector:ExchangeHybridOnPremisesToOnline', 'connector-online:ExchangeHybridOnlineToOnPremises', 'ews-allowed:2222dddd-3333-eeee-4444-ffff5555aaaa')
    Enabled                 = @()
    Uploaded                = @('register-names')
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
            $lines = @(([ordered]@{ journal = 1; setup = $Answers.SetupId; domain = (Get-ComputerDomain); guide = 'exchange-oauth'; script = 'exchange-oauth-on-premises'; computer = $env:COMPUTERNAME; account = $Run.Account; started = $Run.Started.ToString('o') }), $Line)
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
        guide       = 'exchange-oauth'
        script      = 'exchange-oauth-on-premises'
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

function Get-FreeName {
    # The name, or the name with the first number that is free: an object of another tenant may have it.
    param([string]$Name, [string[]]$Taken)
    $free = $Name
    for ($number = 2; $Taken -contains $free; $number++) { $free = $Name + ' ' + $number }
    $free
}

function Get-WantedAuthServer {
    # The two sign-in services of this tenant whose tokens Exchange has to accept.
    @{ name = 'WindowsAzureACS'; type = 'MicrosoftACS'; url = $Answers.AcsMetadataUrl }
    @{ name = 'evoSTS'; type = 'AzureAD'; url = $Answers.EvoStsMetadataUrl }
}

function Find-AuthServer {
    # The authorization servers of one kind that belong to this tenant. The wizard of Exchange names
    # them differently ("ACS - guid", "EvoSts - guid"): type and tenant decide, not the name.
    param($Wanted)
    $ofType = @(Get-AuthServer @Dc | Where-Object { [string]$_.Type -eq $Wanted.type })
    # A realm is the id of a tenant and decides. The address decides where one of the two is not known.
    $found = @($ofType | Where-Object { [string]$_.Realm -eq $Answers.TenantId -or ([string]$_.AuthMetadataUrl -eq $Wanted.url -and (-not [string]$_.Realm -or -not (Test-TenantId))) })
    # Without the id one that is there would not be known, and be doubled.
    if ($found.Count -eq 0 -and $ofType.Count -gt 0 -and -not (Test-TenantId)) {
        Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these authorization servers: ' + (($ofType | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant ID in Crosstrust and save the script again.')
    }
    $found
}

function Add-AuthServerFact {
    # What a receipt holds about Exchange's own name in tokens and of the sign-in services it trusts.
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    $servers = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'authServers' @($servers | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl; applicationIdentifier = [string]$_.ApplicationIdentifier } })
}

function Invoke-AuthServerStep {
    Start-Step 'auth-servers' 'Authorization servers of this tenant'
    foreach ($wanted in @(Get-WantedAuthServer)) {
        $found = @(Find-AuthServer $wanted)
        if ($found.Count -eq 0) {
            $name = Get-FreeName $wanted.name @(Get-AuthServer @Dc | ForEach-Object { [string]$_.Name })
            Invoke-Change $name 'Create the authorization server' 'New-AuthServer' {
                $new = @{ Name = $name; AuthMetadataUrl = $wanted.url }
                if ($wanted.type -eq 'AzureAD') { $new['Type'] = 'AzureAD' }
                New-AuthServer @new @Dc
            }
            if (-not $Run.Step.changes[-1].done) { continue }
            $made = Wait-ForObject { Find-AuthServer $wanted }
            if (-not $made) { Stop-Step 'auth-server-not-replicated' ('The new authorization server is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        }
        elseif (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
            Invoke-Change $found[0].Name 'Enable the authorization server' 'Set-AuthServer' { Set-AuthServer -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        }
    }
    Add-AuthServerFact
}

function Find-ExchangeOnlinePartner {
    # The partner application Exchange Online, by its identifier; one of another tenant is not it. As
    # in Microsoft's article the one without a realm is meant, where there is one.
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    $found = @(Select-OwnApplication $all)
    if ($found.Count -eq 0 -and $all.Count -gt 0 -and -not (Test-TenantId)) {
        Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these partner applications: ' + (($all | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant ID in Crosstrust and save the script again.')
    }
    $found
}

function Add-ExchangeOnlinePartnerFact {
    # What a receipt holds about it. The roles of its linked account are reported where your account may
    # read them.
    param($Applications)
    $enabled = [bool]@($Applications | Where-Object { $_.Enabled }).Count
    Add-Fact 'enabled' $enabled
    Add-Fact 'exchangeOnlinePartner' $enabled
    Add-Fact 'exchangeOnlinePartners' @($Applications | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm } })
    Add-Fact 'linkedAccounts' @($Applications | ForEach-Object { [string]$_.LinkedAccount } | Where-Object { $_ })
    if (-not (Get-Command -Name 'Get-ManagementRoleAssignment' -ErrorAction SilentlyContinue)) { return }
    $roles = @(foreach ($account in $Run.Step.facts['linkedAccounts']) { Get-ManagementRoleAssignment -RoleAssignee $account @Dc | ForEach-Object { [string]$_.Role } })
    if ($Run.Step.facts['linkedAccounts'].Count -gt 0) { Add-Fact 'roles' @($roles | Sort-Object -Unique) }
}

function Invoke-ExchangeOnlinePartnerStep {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online'
    $found = @(Find-ExchangeOnlinePartner)
    if ($found.Count -eq 0) { Stop-Step 'exchange-online-partner-missing' 'Exchange Setup creates this partner application, but it is missing. Run Exchange Setup with /PrepareAD again.' }
    if (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
        Invoke-Change $found[0].Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        $found = @(Find-ExchangeOnlinePartner)
    }
    Add-ExchangeOnlinePartnerFact $found
}

function Get-SecureHost {
    # The host of an address; nothing where the address does not begin with https.
    param([string]$Url)
    if ($Url -match '^https://') { ([uri]$Url).Host.ToLowerInvariant() }
}

function Invoke-HostNameStep {
    Start-Step 'host-names' 'Host names that clients use (only read)'
    # Exchange Online asks for tokens for the two names in the answers, which need not stand in any
    # virtual directory.
    $found = @(foreach ($name in $Answers.EwsHost, $Answers.AutodiscoverHost) { @{ name = ([string]$name).ToLowerInvariant(); origin = 'answer' } })
    foreach ($directory in @(Get-WebServicesVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-MapiVirtualDirectory -ADPropertiesOnly @Dc) + @(Get-OabVirtualDirectory -ADPropertiesOnly @Dc)) {
        $found += @{ name = (Get-SecureHost $directory.ExternalUrl); origin = 'external' }
        $found += @{ name = (Get-SecureHost $directory.InternalUrl); origin = 'internal' }
    }
    # Exchange 2013 knows the same by another name.
    if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { $services = @(Get-ClientAccessService @Dc) }
    else { $services = @(Get-ClientAccessServer @Dc) }
    foreach ($service in $services) { $found += @{ name = (Get-SecureHost $service.AutoDiscoverServiceInternalUri); origin = 'internal' } }
    $found = @($found | Where-Object { $_.name })
    $names = @($found | ForEach-Object { $_.name } | Sort-Object -Unique)
    Add-Fact 'hostNames' @($names)
    Add-Fact 'hostNameOrigins' @(foreach ($name in $names) { @{ name = $name; origins = @($found | Where-Object { $_.name -eq $name } | ForEach-Object { $_.origin } | Sort-Object -Unique) } })
}

function Get-OverrideScope {
    # For which servers and versions a setting override applies; nothing where it applies to all.
    param($Override)
    $scope = @()
    $servers = @($Override.Server | ForEach-Object { [string]$_ } | Where-Object { $_ })
    if ($servers.Count -gt 0) { $scope += 'on ' + ($servers -join ', ') }
    if ([string]$Override.MinVersion) { $scope += 'from version ' + [string]$Override.MinVersion }
    if ([string]$Override.MaxVersion) { $scope += 'up to version ' + [string]$Override.MaxVersion }
    $scope -join ', '
}

function Add-HybridOverrideFact {
    # One that says no outweighs one that says yes: Microsoft's script leaves both as they are. One with a
    # scope applies only there.
    $all = @(Get-SettingOverride @Dc | ForEach-Object { @{ name = [string]$_.Name; component = [string]$_.ComponentName; section = [string]$_.SectionName; scope = [string](Get-OverrideScope $_); parameters = (@($_.Parameters | ForEach-Object { ([string]$_) -replace '\s', '' }) -join ', ') } })
    $overrides = @($all | Where-Object { $_.component -eq 'Global' -and $_.section -eq 'ExchangeOnpremAsThirdPartyAppId' })
    Add-Fact 'overrides' @($overrides | ForEach-Object { $_.name + ': ' + $_.parameters })
    $on = @($overrides | Where-Object { $_.parameters -eq 'Enabled=true' })
    Add-Fact 'settingOverride' ($on.Count -gt 0 -and $on.Count -eq $overrides.Count)
    Add-Fact 'limitedOverrides' @($overrides | Where-Object { $_.scope } | ForEach-Object { $_.name + ': ' + $_.scope })
    $graph = @($all | Where-Object { $_.section -eq 'RouteThroughMSGraph' })
    $graphOn = @($graph | Where-Object { $_.parameters -eq 'Enabled=true' -and -not $_.scope })
    Add-Fact 'graphOverride' ($graphOn.Count -gt 0 -and $graphOn.Count -eq $graph.Count)
}

function Show-HybridApplicationCommand {
    # How Microsoft's script is called in this organisation: all in one, and in two parts.
    $call = '    .\ConfigureExchangeHybridApplication.ps1 '
    $environment = ''
    if ($Answers.AzureEnvironment) { $environment = ' -AzureEnvironment ' + $Answers.AzureEnvironment }
    $tenant = '<id of your tenant>'
    if (Test-TenantId) { $tenant = $Answers.TenantId }
    $certificate = '''' + (Join-Path -Path $OutputFolder -ChildPath 'OAuthCert.cer').Replace('''', '''''') + ''''
    Write-Output '  The application is not configured yet. Get Microsoft''s script from https://aka.ms/ConfigureExchangeHybridApplication.'
    Write-Output '  Run it on a Mailbox server with internet access, in the Exchange Management Shell as administrator:'
    Write-Output ($call + '-FullyConfigureExchangeHybridApplication' + $environment)
    Write-Output '  If no Exchange server has internet access, there are two parts. First, on another computer of this domain'
    Write-Output '  with internet access, in Windows PowerShell 5.1 as administrator, with the exported certificate:'
    Write-Output ($call + '-CreateApplication -UpdateCertificate -CertificateMethod ''File'' -CertificateInformation ' + $certificate + $environment)
    Write-Output '  Then on the Exchange server, with the App ID from the first part:'
    Write-Output ($call + '-ConfigureAuthServer -ConfigureTargetSharingEpr -EnableExchangeHybridApplicationOverride -CustomAppId <App ID> -TenantId ' + $tenant + ' -RemoteRoutingDomain ' + $Answers.HybridDomain)
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

function Invoke-HybridApplicationStep {
    Start-Step 'hybrid-application' 'Dedicated Exchange hybrid application (only read)'
    # The application of another tenant, where Exchange knows several, is not the one.
    $wanted = @(Get-WantedAuthServer | Where-Object { $_.type -eq 'AzureAD' })[0]
    $servers = @(Find-AuthServer $wanted | Where-Object { [string]$_.ApplicationIdentifier })
    Add-Fact 'applicationIdentifiers' @($servers | ForEach-Object { [string]$_.ApplicationIdentifier })
    $domains = @($servers | ForEach-Object { $_.DomainName } | Where-Object { $_ } | ForEach-Object { [string]$_ })
    Add-Fact 'domainNames' $domains
    Add-HybridOverrideFact
    Add-BuildFact
    if ($servers.Count -eq 0) { Show-HybridApplicationCommand }
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

function Invoke-ExportStep {
    Start-Step 'export' 'Export the Auth Certificate (public part)'
    $files = @{ current = 'OAuthCert.cer'; next = 'OAuthCert-next.cer' }
    $certificates = @(Get-AuthCertificate)
    foreach ($certificate in $certificates) {
        $path = Join-Path -Path $OutputFolder -ChildPath $files[$certificate.use]
        $same = [IO.File]::Exists($path) -and ([Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) -eq $certificate.der)
        if (-not $same) {
            $there = $null
            if ([IO.File]::Exists($path)) { $there = 'Another file' }
            Invoke-Change $path 'Write the certificate' '' {
                if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
                [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($certificate.der))
            } -Before $there -After ([string]$certificate.thumbprint)
        }
    }
    Add-Fact 'certificates' $certificates
}

function Find-Connector {
    # The connectors on premises that lead to the mailboxes of this tenant, whatever their names.
    Get-IntraOrganizationConnector @Dc | Where-Object { @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) -contains $Answers.HybridDomain }
}

function Add-ConnectorFact {
    # What a receipt holds about connectors.
    param($Connectors)
    Add-Fact 'connectors' @($Connectors | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }); discoveryEndpoint = [string]$_.DiscoveryEndpoint } })
}

function Invoke-ConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    $found = @(Find-Connector)
    if ($found.Count -eq 0) {
        $name = Get-FreeName 'ExchangeHybridOnPremisesToOnline' @(Get-IntraOrganizationConnector @Dc | ForEach-Object { [string]$_.Name })
        # An enabled connector is used at once, before OAuth can work. It is created off.
        Invoke-Change $name 'Create the connector' 'New-IntraOrganizationConnector' {
            New-IntraOrganizationConnector -Name $name -DiscoveryEndpoint $Answers.OnlineDiscoveryEndpoint -TargetAddressDomains $Answers.HybridDomain -Enabled $false @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-Connector }
        if (-not $made) { Stop-Step 'connector-not-replicated' ('The new connector is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        $found = @(Find-Connector)
    }
    Add-ConnectorFact $found
}

function Find-OldServer {
    # The servers that know no connectors: those older than Exchange 2013 SP1 (15.0.847). Only servers
    # with mailboxes or client access count: an Edge server asks for no free and busy times, and its
    # version is as old as its subscription.
    foreach ($server in @(Get-ExchangeServer @Dc)) {
        $roles = @($server.ServerRole | ForEach-Object { [string]$_ -split '[\s,]+' })
        if ($roles -notcontains 'Mailbox' -and $roles -notcontains 'ClientAccess') { continue }
        if ([string]$server.AdminDisplayVersion -notmatch '(\d+)\.(\d+)\D+(\d+)') {
            Stop-Step 'server-version-unread' ('The version of ' + [string]$server.Name + ' is unknown: ' + [string]$server.AdminDisplayVersion)
        }
        if ([version]($Matches[1] + '.' + $Matches[2] + '.' + $Matches[3]) -lt [version]'15.0.847') { $server }
    }
}

function Find-AddressSpace {
    # The availability address space for the mailboxes of this tenant, or nothing.
    Get-AvailabilityAddressSpace @Dc | Where-Object { [string]$_.ForestName -eq $Answers.HybridDomain }
}

function Add-AvailabilityFact {
    # What a receipt holds: the old servers, the address space, and the servers that lack it.
    param($OldServers, $Spaces)
    Add-Fact 'oldServers' @($OldServers | ForEach-Object { @{ name = [string]$_.Name; build = [string]$_.AdminDisplayVersion } })
    Add-Fact 'addressSpaces' @($Spaces | ForEach-Object { @{ name = [string]$_.ForestName; accessMethod = [string]$_.AccessMethod; proxyUrl = [string]$_.ProxyUrl } })
    $without = @()
    if (@($Spaces).Count -eq 0) { $without = @($OldServers | ForEach-Object { [string]$_.Name }) }
    Add-Fact 'withoutAddressSpace' $without
}

function Invoke-AvailabilityStep {
    Start-Step 'availability' 'Availability address space for servers older than Exchange 2013 SP1'
    $old = @(Find-OldServer)
    $spaces = @(Find-AddressSpace)
    if ($old.Count -eq 0) { Write-Output '  Not needed: no server is older than Exchange 2013 SP1.' }
    elseif ($spaces.Count -eq 0 -and -not $Answers.AddAddressSpace) {
        Write-Output ('  Older than Exchange 2013 SP1: ' + (($old | ForEach-Object { [string]$_.Name }) -join ', ') + '. Decide in Crosstrust whether they need the address space.')
    }
    elseif ($spaces.Count -eq 0) {
        Invoke-Change $Answers.HybridDomain 'Add the availability address space' 'Add-AvailabilityAddressSpace' {
            Add-AvailabilityAddressSpace -AccessMethod 'InternalProxy' -ProxyUrl $Answers.EwsUrl -ForestName $Answers.HybridDomain -UseServiceAccount $true @Dc
        } -Before $null -After $Answers.EwsUrl
        if ($Run.Step.outcome -eq 'planned') { return }
        $made = Wait-ForObject { Find-AddressSpace }
        if (-not $made) { Stop-Step 'address-space-not-replicated' ('The new availability address space is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        $spaces = @(Find-AddressSpace)
    }
    Add-AvailabilityFact $old $spaces
}

function Invoke-TestStep {
    Start-Step 'test' 'Test OAuth to Exchange Online'
    if (-not $Answers.TestMailbox -or -not $Answers.TestUri) { Add-Fact 'result' 'not asked'; return }
    $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
    Add-Fact 'result' ([string]$test[0].ResultType)
    Add-Fact 'oauthTest' ([string]$test[0].ResultType)
    Add-Fact 'detail' ([string]$test[0].Detail)
    Add-Fact 'oauthTestDetail' ([string]$test[0].Detail)
}

function Add-RelationshipFact {
    # The organization relationships that lead to the mailboxes of this tenant. Exchange asks through them
    # for free and busy times while no enabled connector leads there. Null where your account may not read
    # them.
    if (-not (Get-Command -Name 'Get-OrganizationRelationship' -ErrorAction SilentlyContinue)) { Add-Fact 'relationships' $null; return }
    $own = @(Get-OrganizationRelationship @Dc | Where-Object { @($_.DomainNames | ForEach-Object { [string]$_ }) -contains $Answers.HybridDomain })
    Add-Fact 'relationships' @($own | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; freeBusy = [bool]$_.FreeBusyAccessEnabled; domains = @($_.DomainNames | ForEach-Object { [string]$_ }); targetAutodiscoverEpr = [string]$_.TargetAutodiscoverEpr; targetSharingEpr = [string]$_.TargetSharingEpr } })
}

function Get-FreeBusyRelationship {
    # The names of those that provide free and busy times, out of what the receipt holds.
    $Run.Step.facts['relationships'] | Where-Object { $_ -and $_.enabled -and $_.freeBusy } | ForEach-Object { $_.name }
}

function Read-TestResult {
    # What the test of this run said, or a new one where the script has no step for it.
    $tested = @($Run.Steps | Where-Object { $_.id -eq 'test' })
    if ($tested.Count -gt 0) { return [string]$tested[0].facts['result'] }
    if (-not $Answers.TestMailbox -or -not $Answers.TestUri) { return 'not asked' }
    $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
    [string]$test[0].ResultType
}

function Test-OwnConnector {
    # Whether this setup created the connector and has not enabled it yet. Of any other that is off,
    # somebody may have switched it off on purpose.
    param([string]$Name)
    $created = $Answers.Created -contains ('connector:' + $Name)
    foreach ($step in @($Run.Steps | Where-Object { $_.id -eq 'connector' })) {
        if (@($step.changes | Where-Object { $_.done -and $_.target -eq $Name }).Count -gt 0) { $created = $true }
    }
    $created -and $Answers.Enabled -notcontains ('connector-enabled:' + $Name)
}

function Test-ReadyConnector {
    # Whether the connector is enabled without a question: this setup created it, the test says Success, and
    # the hybrid application is in use on every server. A test proves only the server that it ran on.
    param([string]$Name)
    $facts = $Run.Step.facts
    $facts['oauthTest'] -eq 'Success' -and @($facts['limitedOverrides'] | Where-Object { $_ }).Count -eq 0 -and (Test-OwnConnector $Name)
}

function Add-EnabledFact {
    # Whether a connector to this tenant is enabled, and which relationships enabling one replaces.
    param($Connectors)
    Add-ConnectorFact $Connectors
    $enabled = @($Connectors | Where-Object { $_.Enabled }).Count -gt 0
    Add-Fact 'connectorEnabled' $enabled
    if ($null -eq $Run.Step.facts['relationships']) { Add-Fact 'freeBusyThrough' $null }
    elseif ($enabled) { Add-Fact 'freeBusyThrough' @() }
    else { Add-Fact 'freeBusyThrough' @(Get-FreeBusyRelationship) }
}

function Add-EnableConnectorFact {
    # What decides whether the connector may be enabled, and the steps that have to be in place first.
    param($Connectors)
    Add-RelationshipFact
    Add-EnabledFact $Connectors
    $wanted = @(Get-WantedAuthServer | Where-Object { $_.type -eq 'AzureAD' })[0]
    $named = @(Find-AuthServer $wanted | Where-Object { $_.Enabled -and [string]$_.ApplicationIdentifier })
    Add-HybridOverrideFact
    $application = $named.Count -gt 0 -and $Run.Step.facts['settingOverride'] -eq $true
    Add-Fact 'hybridApplication' $application
    # A server cannot read the names of the application in the tenant. Crosstrust has read them.
    $registered = $Answers.Uploaded -contains 'register-names'
    Add-Fact 'namesRegistered' $registered
    $result = Read-TestResult
    Add-Fact 'oauthTest' $result
    $waits = @()
    if (-not $Run.Step.facts['connectorEnabled']) {
        if (@($Connectors).Count -eq 0) { $waits += 'connector' }
        if (-not $application) { $waits += 'hybrid-application' }
        if (-not $registered) { $waits += 'register-names' }
        if ('Success', 'not asked' -notcontains $result) { $waits += 'test' }
    }
    Add-Fact 'waitsFor' @($waits)
}

function Invoke-EnableConnectorStep {
    Start-Step 'enable-connector' 'Enable the connector to Exchange Online'
    $found = @(Find-Connector)
    Add-EnableConnectorFact $found
    $facts = $Run.Step.facts
    if ($facts['connectorEnabled']) { return }
    if (@($facts['waitsFor']).Count -gt 0) {
        Write-Output ('  The connector stays disabled. These steps come first: ' + ($facts['waitsFor'] -join ', '))
        return
    }
    $name = [string]$found[0].Name
    if (-not $Answers.EnableConnector -and -not (Test-ReadyConnector $name)) {
        Write-Output ('  The connector ' + $name + ' stays disabled until you decide in Crosstrust whether to enable it.')
        return
    }
    foreach ($relationship in @($facts['freeBusyThrough'] | Where-Object { $_ })) { Write-Output ('  Free/busy information now comes through the connector, and no longer through the organization relationship ' + $relationship) }
    Invoke-Change $name 'Enable the connector' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-EnabledFact @(Find-Connector)
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-WebServicesVirtualDirectory', 'Get-MapiVirtualDirectory', 'Get-OabVirtualDirectory', 'Get-SettingOverride', 'Get-ExchangeServer', 'Get-AvailabilityAddressSpace'
    Invoke-AuthServerStep
    Invoke-ExchangeOnlinePartnerStep
    Invoke-HostNameStep
    Invoke-HybridApplicationStep
    Invoke-ExportStep
    Invoke-ConnectorStep
    Invoke-AvailabilityStep
    Invoke-TestStep
    Invoke-EnableConnectorStep
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
