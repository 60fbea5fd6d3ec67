<#
.SYNOPSIS
    Enables the connector to Exchange Online once everything before it works.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. The connector stays off as long as the dedicated
    hybrid application is not in use, the host names are not registered, or the test does not
    say Success. One that this setup did not create stays off until you decide in Crosstrust. At
    the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 6.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\13-enable-connector.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId           = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash       = '06cc8f311205'
    TenantId          = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    HybridDomain      = 'contoso.mail.onmicrosoft.com'
    DomainController  = 'dc01.contoso.com'
    AcsMetadataUrl    = 'https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1'
    EvoStsMetadataUrl = 'https://login.windows.net/contoso.com/federationmetadata/2007-06/federationmetadata.xml'
    TestUri           = 'https://outlook.office365.com/ews/exchange.asmx'
    TestMailbox       = ''
    EnableConnector   = $true
    Created           = @('auth-server:WindowsAzureACS', 'auth-server:evoSTS', 'connector:ExchangeHybridOnPremisesToOnline', 'connector-online:ExchangeHybridOnlineToOnPremises')
    Enabled           = @()
    Uploaded          = @('register-names')
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
        script      = 'enable-connector'
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
        Stop-Step 'tenant-id-unknown' ('The tenant id is not known, so it cannot be told whose these authorization servers are: ' + (($ofType | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant id in Crosstrust and save the script again.')
    }
    $found
}

function Add-AuthServerFact {
    # What a receipt tells of Exchange's own name in tokens and of the sign-in services it trusts.
    $config = Get-AuthConfig @Dc
    Add-Fact 'serviceName' ([string]$config.ServiceName)
    Add-Fact 'realm' ([string]$config.Realm)
    Add-Fact 'currentThumbprint' ([string]$config.CurrentCertificateThumbprint)
    Add-Fact 'nextThumbprint' ([string]$config.NextCertificateThumbprint)
    $servers = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'authServers' @($servers | ForEach-Object { @{ name = [string]$_.Name; type = [string]$_.Type; enabled = [bool]$_.Enabled; realm = [string]$_.Realm; metadataUrl = [string]$_.AuthMetadataUrl; applicationIdentifier = [string]$_.ApplicationIdentifier } })
}

function Find-Connector {
    # The connectors on premises that lead to the mailboxes of this tenant, whatever their names.
    Get-IntraOrganizationConnector @Dc | Where-Object { @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) -contains $Answers.HybridDomain }
}

function Add-ConnectorFact {
    # What a receipt tells of connectors.
    param($Connectors)
    Add-Fact 'connectors' @($Connectors | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }); discoveryEndpoint = [string]$_.DiscoveryEndpoint } })
}

function Add-HybridOverrideFact {
    # One that says no outweighs one that says yes: Microsoft's script leaves both as they are.
    $overrides = @(Get-SettingOverride @Dc | Where-Object { [string]$_.ComponentName -eq 'Global' -and [string]$_.SectionName -eq 'ExchangeOnpremAsThirdPartyAppId' } | ForEach-Object { @{ name = [string]$_.Name; parameters = (@($_.Parameters | ForEach-Object { ([string]$_) -replace '\s', '' }) -join ', ') } })
    Add-Fact 'overrides' @($overrides | ForEach-Object { $_.name + ': ' + $_.parameters })
    $on = @($overrides | Where-Object { $_.parameters -eq 'Enabled=true' })
    Add-Fact 'settingOverride' ($on.Count -gt 0 -and $on.Count -eq $overrides.Count)
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
    # The names of those that provide free and busy times, out of what the receipt tells.
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
        Write-Output ('  The connector stays off. These steps come first: ' + ($facts['waitsFor'] -join ', '))
        return
    }
    $name = [string]$found[0].Name
    if (-not $Answers.EnableConnector -and -not ($facts['oauthTest'] -eq 'Success' -and (Test-OwnConnector $name))) {
        Write-Output ('  The connector ' + $name + ' stays off until you decide in Crosstrust whether to enable it.')
        return
    }
    foreach ($relationship in @($facts['freeBusyThrough'] | Where-Object { $_ })) { Write-Output ('  Free and busy times go through the connector from now on, and no longer through the organization relationship ' + $relationship) }
    Invoke-Change $name 'Enable the connector' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $found[0].Identity -Enabled $true @Dc }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-EnabledFact @(Find-Connector)
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-IntraOrganizationConnector', 'Get-SettingOverride'
    Invoke-EnableConnectorStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
