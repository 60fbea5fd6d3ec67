<#
.SYNOPSIS
    Takes back what the scripts of this guide did on premises, and nothing else.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It takes
    back only what the receipts say this setup did, and can be run again at any time, also after
    it was interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each removal; -Confirm:$false
    runs through.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\91-skype-hybrid-undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash    = 'a57107c2f1e9'
    StsMetadataUrl = 'https://accounts.accesscontrol.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/metadata/json/1'
    Created        = @('oauth-server', 'exchange-partner')
    Enabled        = @()
    Relinked       = @{ 'exchange-partner-address' = 'contoso.com/Users/SfBOnline-ApplicationAccount'; 'exchange-partner-identifier' = 'contoso.com/Users/SfBOnline-ApplicationAccount'; 'exchange-partner-server' = 'contoso.com/Users/SfBOnline-ApplicationAccount'; 'exchange-partner-trust' = 'contoso.com/Users/SfBOnline-ApplicationAccount'; 'oauth-server' = 'contoso.com/Users/SfBOnline-ApplicationAccount'; 'service-name' = 'contoso.com/Users/SfBOnline-ApplicationAccount' }
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
        guide       = 'skype-hybrid'
        script      = 'skype-hybrid-undo'
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
function Find-OAuthServer {
    # The authorization server by its name, or nothing.
    Get-CsOAuthServer -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'microsoft.sts' }
}

function Add-OAuthServerFact {
    # What a receipt tells of the authorization server; of one that is missing, that nothing is there.
    param($Server)
    Add-Fact 'metadataUrl' ([string]$Server.MetadataUrl)
    Add-Fact 'ofTenant' ([string]$Server.MetadataUrl -eq $Answers.StsMetadataUrl)
}

function Test-ThroughServer {
    # Whether an authorization server vouches for a partner application. The server tells it as a property
    # of its own or by the kind of the token of the application.
    param($Application)
    $token = $Application.AuthToken
    if ($null -eq $token) { return [bool]$Application.UseOAuthServer }
    (@([string]$token) + @($token.PSObject.TypeNames)) -join ' ' -match 'UseOAuthServer'
}

function Find-ExchangePartner {
    # The partner application by its name, or nothing.
    Get-CsPartnerApplication -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'microsoft.exchange' }
}

function Add-ExchangePartnerFact {
    # What a receipt tells of the partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'applicationIdentifier' ([string]$Application.ApplicationIdentifier)
    Add-Fact 'trustLevel' ([string]$Application.ApplicationTrustLevel)
    Add-Fact 'useOAuthServer' (Test-ThroughServer $Application)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
}

# $Answers.Created names what the receipt says this setup made; Enabled the application if it was
# disabled before; Relinked the former values of what it set anew. What was there before is not touched.
function Invoke-UndoServiceNameStep {
    Start-Step 'service-name' 'Service name of this deployment'
    $ours = '00000004-0000-0ff1-ce00-000000000000'
    $now = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    if ($Answers.Relinked.ContainsKey('service-name') -and $now -ne $Answers.Relinked['service-name']) {
        if ($now -ne $ours) { Stop-Step 'undo-changed-since' ('The service name is now ' + $now + ': somebody changed it since. It is left as it is.') }
        # There was none before where the former one is empty.
        $former = $null
        if ($Answers.Relinked['service-name']) { $former = $Answers.Relinked['service-name'] }
        Invoke-Change 'OAuth configuration' 'Set the former service name again' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ServiceName $former -ErrorAction Stop }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    Add-Fact 'present' ($left -eq $ours)
    Add-Fact 'serviceName' $left
}

function Test-OwnPartner {
    # Whether the application is as this setup makes it.
    param($Application)
    [bool]($Application -and [string]$Application.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' -and [string]$Application.ApplicationTrustLevel -eq 'Full' -and (Test-ThroughServer $Application))
}

function Invoke-UndoExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application microsoft.exchange'
    $application = Find-ExchangePartner
    $address = $Answers.Relinked['exchange-partner-address']
    $trust = $Answers.Relinked['exchange-partner-trust']
    $throughServer = $Answers.Relinked['exchange-partner-server'] -eq 'True'
    $wasOther = $Answers.Relinked.ContainsKey('exchange-partner-identifier')
    $wasLess = $Answers.Relinked.ContainsKey('exchange-partner-trust') -and -not $wasOther
    if (($wasOther -or $wasLess) -and -not $address -and -not $throughServer) {
        Stop-Step 'undo-by-hand' 'The partner application microsoft.exchange trusted a certificate before, which cannot be given back. It is left as it is.'
    }
    if ($application -and $Answers.Created -contains 'exchange-partner') {
        # One with another identifier is what undo has put back already.
        $isOurs = Test-OwnPartner $application
        if (-not $isOurs -and -not $wasOther) { Stop-Step 'undo-changed-since' 'The partner application microsoft.exchange is no longer as this setup made it. It is left as it is.' }
        if ($isOurs) {
            Invoke-Change 'microsoft.exchange' 'Remove the partner application' 'Remove-CsPartnerApplication' { Remove-CsPartnerApplication -Identity 'microsoft.exchange' -Confirm:$false -ErrorAction Stop }
            $application = $null
        }
    }
    if ($wasOther -and -not $application) {
        $identifier = $Answers.Relinked['exchange-partner-identifier']
        if ($address) { Invoke-Change 'microsoft.exchange' ('Make the former one again, with the address ' + $address) 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -MetadataUrl $address -ApplicationTrustLevel $trust -ErrorAction Stop } }
        else { Invoke-Change 'microsoft.exchange' ('Make the former one again, with the identifier ' + $identifier) 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationIdentifier $identifier -ApplicationTrustLevel $trust -UseOAuthServer -ErrorAction Stop } }
    }
    if ($wasLess -and (Test-OwnPartner $application)) {
        if ($address) { Invoke-Change 'microsoft.exchange' ('Give it its former address and trust again: ' + $address + ', ' + $trust) 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -MetadataUrl $address -ApplicationTrustLevel $trust -ErrorAction Stop } }
        else { Invoke-Change 'microsoft.exchange' ('Give it its former trust again: ' + $trust) 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationTrustLevel $trust -ErrorAction Stop } }
    }
    if ($application -and $application.Enabled -and $Answers.Enabled -contains 'exchange-partner') {
        Invoke-Change 'microsoft.exchange' 'Disable the partner application again' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -Enabled $false -ErrorAction Stop }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-ExchangePartner
    Add-Fact 'present' (Test-OwnPartner $left)
    if ($left) { Add-ExchangePartnerFact $left }
}

function Invoke-UndoOAuthServerStep {
    Start-Step 'oauth-server' 'Authorization server microsoft.sts'
    $server = Find-OAuthServer
    $ours = $server -and [string]$server.MetadataUrl -eq $Answers.StsMetadataUrl
    if ($server -and $Answers.Created -contains 'oauth-server') {
        if (-not $ours) { Stop-Step 'undo-changed-since' ('The authorization server now has the address ' + $server.MetadataUrl + ': somebody changed it since. It is left as it is.') }
        Invoke-Change 'microsoft.sts' 'Remove the authorization server' 'Remove-CsOAuthServer' { Remove-CsOAuthServer -Identity 'microsoft.sts' -Confirm:$false -ErrorAction Stop }
    }
    elseif ($server -and $Answers.Relinked.ContainsKey('oauth-server') -and [string]$server.MetadataUrl -ne $Answers.Relinked['oauth-server']) {
        if (-not $ours) { Stop-Step 'undo-changed-since' ('The authorization server now has the address ' + $server.MetadataUrl + ': somebody changed it since. It is left as it is.') }
        $former = $Answers.Relinked['oauth-server']
        Invoke-Change 'microsoft.sts' ('Change its address back to ' + $former) 'Set-CsOAuthServer' { Set-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $former -ErrorAction Stop }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-OAuthServer
    Add-Fact 'present' ([bool]($left -and [string]$left.MetadataUrl -eq $Answers.StsMetadataUrl))
    if ($left) { Add-OAuthServerFact $left }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration'
    Invoke-UndoServiceNameStep
    Invoke-UndoExchangePartnerStep
    Invoke-UndoOAuthServerStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
