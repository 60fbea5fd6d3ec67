<#
.SYNOPSIS
    Makes sure the partner application SfBOnline is there, enabled and linked to an account.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. An application that is linked to another account
    stays so unless Crosstrust was told otherwise. At the end it prints a receipt: copy it, or
    take the file it names, back to Crosstrust.

    Needs: Organization Client Access (part of Organization Management), and to read recipients.

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, step 3.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\06-sfbonline.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash      = '485766a401e9'
    TenantId         = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    DomainController = 'dc01.contoso.com'
    Relink           = $false
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
        guide       = 'skype-online'
        script      = 'sfbonline'
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
    # What a receipt tells of the account; of one that is missing, that nothing is there.
    param($Account)
    Add-Fact 'identity' ([string]$Account.Identity)
    Add-Fact 'address' (([string]$Account.ExternalEmailAddress) -replace '^SMTP:', '')
    Add-Fact 'hidden' ([bool]$Account.HiddenFromAddressListsEnabled)
}

function Get-RequiredAccount {
    # The account, for a step that builds on it. In a dry run it may be missing: a real run of all
    # steps would have made it by now.
    param([string]$Name)
    $account = Get-ApplicationAccount $Name
    if (-not $account -and -not $WhatIfPreference) { Stop-Step 'account-missing' ('The mail user ' + $Name + ' is not there on ' + $Answers.DomainController + '. Run the script of the step "Application account" first.') }
    $account
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
        if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The tenant id is not known, so it cannot be told whose these partner applications are: ' + $names + '. Enter the tenant id in Crosstrust and save the script again.') }
        Stop-Step 'partner-foreign-realm' ('These partner applications belong to another tenant: ' + $names + '.')
    }
    $own
}

function Add-PartnerApplicationFact {
    # What a receipt tells of a partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'name' ([string]$Application.Name)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
    Add-Fact 'linkedAccount' ([string]$Application.LinkedAccount)
    Add-Fact 'realm' ([string]$Application.Realm)
}

function Invoke-PartnerApplicationStep {
    # $FindAccount finds the account the application acts through; without it there is none. $Relink:
    # the operator decided that an application linked to another account is to be linked to this one.
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier, [scriptblock]$FindAccount, [bool]$Relink)
    Start-Step $StepId ('Partner application ' + $Name)
    $account = $null
    if ($FindAccount) { $account = & $FindAccount }
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    if (-not $application) {
        Invoke-Change $Name 'Create the partner application' 'New-PartnerApplication' {
            $new = @{ Name = $Name; ApplicationIdentifier = $ApplicationIdentifier; Enabled = $true }
            if ($account) { $new['LinkedAccount'] = $account.Identity }
            New-PartnerApplication @new @Dc
        }
        if ($Run.Step.outcome -eq 'planned') { return }
        $application = Wait-ForObject { Find-PartnerApplication $Name $ApplicationIdentifier }
        if (-not $application) { Stop-Step 'partner-not-replicated' ('The new partner application is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
    }
    else {
        if (-not $application.Enabled) {
            Invoke-Change $application.Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $true @Dc }
        }
        $former = [string]$application.LinkedAccount
        if ($account -and $former -ne [string]$account.Identity -and ($Relink -or -not $former)) {
            Invoke-Change $application.Name ('Link to ' + $account.Identity) 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -LinkedAccount $account.Identity @Dc }
            # Undo links it to this account again.
            if ($Run.Step.changes[-1].done) { Add-Fact 'formerLinkedAccount' $former }
        }
        $application = Find-PartnerApplication $Name $ApplicationIdentifier
    }
    Add-PartnerApplicationFact $application
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser'
    Invoke-PartnerApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' { Get-RequiredAccount 'SfBOnline-ApplicationAccount' } $Answers.Relink
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
