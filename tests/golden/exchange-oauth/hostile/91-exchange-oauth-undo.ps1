<#
.SYNOPSIS
    Takes back what the scripts of this guide did on premises, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It takes back only what the
    receipts say this setup made or enabled, and can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each change; -Confirm:$false
    runs through.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\91-exchange-oauth-undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId           = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash       = 'e438c0916037'
    TenantId          = '1--2-3.example'
    HybridDomain      = '1--2-3.mail.onmicrosoft.com'
    DomainController  = '_dc--01.a_b.contoso.com'
    AcsMetadataUrl    = 'https://acs.contoso.com/''$(x)%60'
    EvoStsMetadataUrl = 'https://sts.contoso.com/%27;x#'
    Created           = @('auth-server:WindowsAzureACS', 'auth-server:evoSTS', 'connector:ExchangeHybridOnPremisesToOnline', 'connector-online:ExchangeHybridOnlineToOnPremises')
    Enabled           = @()
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
        script      = 'exchange-oauth-undo'
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

function Find-ExchangeOnlinePartner {
    # The partner application Exchange Online, by its identifier; one of another tenant is not it. As
    # in Microsoft's article the one without a realm is meant, where there is one.
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    $found = @(Select-OwnApplication $all)
    if ($found.Count -eq 0 -and $all.Count -gt 0 -and -not (Test-TenantId)) {
        Stop-Step 'tenant-id-unknown' ('The tenant id is not known, so it cannot be told whose these partner applications are: ' + (($all | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant id in Crosstrust and save the script again.')
    }
    $found
}

function Add-ExchangeOnlinePartnerFact {
    # What a receipt tells of it. The roles of its linked account are told where your account may
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

# $Answers.Created and $Answers.Enabled name what the receipts say this setup made and enabled, each
# with its kind in front. What was there before is not touched.
function Show-ConnectorInUse {
    # What users lose with the connector, said before anything is asked.
    param($Connector)
    if (-not $Connector.Enabled) { return }
    Add-HybridOverrideFact
    Add-RelationshipFact
    if ($Run.Step.facts['settingOverride'] -eq $true) { Write-Warning ('Users rely on the connector ' + $Connector.Name + ': with the dedicated hybrid application in use, free and busy times of mailboxes in the cloud come through it.') }
    $others = @(Get-FreeBusyRelationship)
    if ($null -eq $Run.Step.facts['relationships']) { Write-Warning 'Your account may not read organization relationships, so it is not known whether one takes over.' }
    elseif ($others.Count -gt 0) { Write-Warning ('Exchange then asks through the organization relationship ' + ($others -join ', ') + ' again.') }
    else { Write-Warning 'No organization relationship takes over: users on your servers then see no free and busy times of mailboxes in the cloud.' }
}

function Invoke-UndoConnectorStep {
    Start-Step 'connector' 'Intra-organization connector to Exchange Online'
    foreach ($connector in @(Find-Connector)) {
        if ($Answers.Created -contains ('connector:' + $connector.Name)) {
            if (@($connector.TargetAddressDomains).Count -ne 1) { Stop-Step 'undo-changed-since' ('The connector ' + $connector.Name + ' leads to other domains as well by now: somebody changed it since. It is left as it is.') }
            Show-ConnectorInUse $connector
            Invoke-Change $connector.Name 'Remove the connector' 'Remove-IntraOrganizationConnector' { Remove-IntraOrganizationConnector -Identity $connector.Identity -Confirm:$false @Dc }
        }
        elseif ($connector.Enabled -and ($Answers.Enabled -contains ('connector-enabled:' + $connector.Name) -or $Answers.Enabled -contains ('connector:' + $connector.Name))) {
            Show-ConnectorInUse $connector
            Invoke-Change $connector.Name 'Disable the connector again' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $connector.Identity -Enabled $false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-Connector)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-ConnectorFact $left }
}

function Invoke-UndoEnableConnectorStep {
    # What was enabled went with the connector, or was disabled with it. This tells what is left.
    Start-Step 'enable-connector' 'Enable the connector to Exchange Online (only read)'
    $left = @(Find-Connector)
    Add-ConnectorFact $left
    if (@($Run.Steps | Where-Object { $_.id -eq 'connector' -and $_.outcome -eq 'planned' }).Count -gt 0) { return }
    Add-Fact 'present' (@($left | Where-Object { $_.Enabled }).Count -gt 0)
}

function Find-TeamsApplication {
    # The enabled partner applications of Teams that accept tokens of the authorization servers of this
    # tenant. One of another tenant accepts those of other servers.
    $ids = '00000004-0000-0ff1-ce00-000000000000', '7557eb47-c689-4224-abcf-aef9bd7573df', 'db7de2b5-2149-435e-8043-e080dd50afae'
    Get-PartnerApplication @Dc | Where-Object { $ids -contains [string]$_.ApplicationIdentifier -and $_.Enabled -and $_.UseAuthServer } | Where-Object { -not (Test-TenantId) -or -not [string]$_.Realm -or [string]$_.Realm -eq $Answers.TenantId }
}

function Assert-NoTeamsApplication {
    # Refuses to take away what the applications of Teams need.
    param([string]$What)
    $applications = @(Find-TeamsApplication)
    if ($applications.Count -gt 0) { Stop-Step 'undo-in-use' ('Teams uses ' + $What + ': the partner applications ' + (($applications | ForEach-Object { [string]$_.Name }) -join ', ') + ' are enabled and accept its tokens. It is left as it is. Undo the setup for Teams first.') }
}

function Invoke-UndoExchangeOnlinePartnerStep {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online'
    foreach ($application in @(Find-ExchangeOnlinePartner)) {
        if ($application.Enabled -and $Answers.Enabled -contains ('exchange-online-partner:' + $application.Name)) {
            Assert-NoTeamsApplication ('the partner application ' + $application.Name)
            Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-ExchangeOnlinePartner)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-Fact 'enabled' ([bool]@($left | Where-Object { $_.Enabled }).Count) }
}

function Invoke-UndoAuthServerStep {
    Start-Step 'auth-servers' 'Authorization servers of this tenant'
    $servers = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    $made = @($servers | Where-Object { $Answers.Created -contains ('auth-server:' + $_.Name) })
    $enabled = @($servers | Where-Object { $_.Enabled -and $Answers.Enabled -contains ('auth-server:' + $_.Name) })
    Add-HybridOverrideFact
    $inUse = @($made | Where-Object { [string]$_.ApplicationIdentifier })
    # One that was there before may carry an application that nobody has switched on.
    if ($Run.Step.facts['settingOverride'] -eq $true) { $inUse += @($enabled | Where-Object { [string]$_.ApplicationIdentifier }) }
    if ($inUse.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $inUse[0].Name + ' carries the dedicated Exchange hybrid application. It is left as it is, and so are the others.') }
    # With hybrid modern authentication every Outlook signs in there.
    $signIn = @($servers | Where-Object { $_.IsDefaultAuthorizationEndpoint -and ($Answers.Created + $Answers.Enabled) -contains ('auth-server:' + $_.Name) })
    if ($signIn.Count -gt 0) { Stop-Step 'undo-in-use' ('The authorization server ' + $signIn[0].Name + ' is the default authorization endpoint by now: users sign in there (hybrid modern authentication). It is left as it is, and so are the others.') }
    if ($made.Count + $enabled.Count -gt 0) { Assert-NoTeamsApplication ('the authorization servers ' + ((@($made) + @($enabled) | ForEach-Object { [string]$_.Name }) -join ', ')) }
    foreach ($server in $servers) {
        if ($Answers.Created -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Remove the authorization server' 'Remove-AuthServer' { Remove-AuthServer -Identity $server.Identity -Confirm:$false @Dc }
        }
        elseif ($server.Enabled -and $Answers.Enabled -contains ('auth-server:' + $server.Name)) {
            Invoke-Change $server.Name 'Disable the authorization server again' 'Set-AuthServer' { Set-AuthServer -Identity $server.Identity -Enabled $false @Dc }
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(foreach ($wanted in @(Get-WantedAuthServer)) { Find-AuthServer $wanted })
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-AuthServerFact }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-SettingOverride'
    Invoke-UndoConnectorStep
    Invoke-UndoEnableConnectorStep
    Invoke-UndoExchangeOnlinePartnerStep
    Invoke-UndoAuthServerStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
