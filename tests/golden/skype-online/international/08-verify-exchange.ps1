<#
.SYNOPSIS
    Reads everything again that the guide set up on premises, and changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. What cannot be read is told, and the rest is still read. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    With -RestartIis it also restarts IIS on this server, as the last thing it does. Exchange
    may go on using what it knew about partner applications for about 15 minutes; after the
    restart it reads them afresh. Users of this server notice a short pause: Outlook, phones and
    the admin center reconnect by themselves. Restart one server after the other.

    Needs: View-Only Organization Management. -RestartIis needs a window that was opened with "Run
    as administrator".

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, steps 1 to 4.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after everything has been read.

.EXAMPLE
    .\08-verify-exchange.ps1

.EXAMPLE
    .\08-verify-exchange.ps1 -RestartIis
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig",

    [switch]$RestartIis
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash      = '7151de330448'
    TenantId         = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    DomainController = 'dc01.xn--mnchen-3ya.example'
    TestMailbox      = 'anna@xn--mnchen-3ya.example'
    TestUri          = 'https://partner.outlook.cn/ews/exchange.asmx'
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
        script      = 'verify-exchange'
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

function Invoke-OAuthStep {
    Start-Step 'exchange-oauth' 'Exchange OAuth with Exchange Online (only read)'
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    # Exchange can trust several tenants. All of it is told, with what says whose it is.
    if (-not (Test-TenantId)) { Write-Output '  The tenant id is not known. Crosstrust compares addresses instead.' }
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
        }
        catch {
            Add-Fact 'oauthTest' 'Error'
            Add-Fact 'oauthTestError' ([string]$_.Exception.Message)
            Write-Output ('  not tested: ' + $_.Exception.Message)
        }
    }
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

function Get-AssignedRole {
    # Those of the roles that the account holds by an assignment of its own.
    param([string]$AccountName, [string[]]$Role)
    foreach ($one in $Role) {
        $assigned = @(Get-ManagementRoleAssignment -Role $one @Dc | Where-Object { [string]$_.RoleAssigneeName -eq $AccountName })
        if ($assigned.Count -gt 0) { $one }
    }
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

function Invoke-RoleAssignmentCheck {
    param([string]$AccountName, [string[]]$Role)
    Start-Step 'role' ('Roles ' + ($Role -join ' and ') + ' (only read)')
    Add-Fact 'roles' @(Get-AssignedRole $AccountName $Role)
}

function Invoke-PartnerApplicationCheck {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier)
    Start-Step $StepId ('Partner application ' + $Name + ' (only read)')
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-PartnerApplicationFact $application
}

function Invoke-CertificateCheck {
    Start-Step 'export' 'Auth Certificate (only read)'
    Add-Fact 'certificates' @(Get-AuthCertificate)
}

function Invoke-RestartStep {
    # Exchange may go on using what it knew about partner applications for about 15 minutes; after a
    # restart of IIS it reads them afresh. This window is connected through IIS as well, so the
    # restart comes last.
    Start-Step 'iis' 'Restart IIS on this server'
    try { $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
    catch { $elevated = $true }
    if (-not $elevated) { Stop-Step 'not-elevated' 'Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with "Run as administrator" and run the script there.' }
    Read-Build
    Invoke-Change $env:COMPUTERNAME 'Restart IIS' '' {
        [void](iisreset $env:COMPUTERNAME)
        if ($LASTEXITCODE) { Stop-Step 'iis-not-restarted' ('iisreset on ' + $env:COMPUTERNAME + ' ended with ' + $LASTEXITCODE + '. Run it there in an elevated window.') }
    }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser', 'Get-ManagementRoleAssignment', 'Get-IntraOrganizationConnector'
    Invoke-Check { Invoke-OAuthStep }
    Invoke-Check { Invoke-AccountCheck 'SfBOnline-ApplicationAccount' }
    Invoke-Check { Invoke-RoleAssignmentCheck 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication') }
    Invoke-Check { Invoke-PartnerApplicationCheck 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' }
    Invoke-Check { Invoke-CertificateCheck }
    if ($RestartIis) { Invoke-RestartStep }
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
