<#
.SYNOPSIS
    Server side of "Skype for Business Server hybrid": all on-premises steps in one run.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads
    first and changes only what differs, so it can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: CsAdministrator and local administrator. No connection to Skype for Business Online:
    the tenant id is an answer.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the receipt and the exported certificate. Created when it is missing.

.EXAMPLE
    .\02-skype-hybrid-skype.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash    = 'a57107c2f1e9'
    TenantId       = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
    StsMetadataUrl = 'https://accounts.accesscontrol.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/metadata/json/1'
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
        script      = 'skype-hybrid-skype'
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

function Invoke-OAuthServerStep {
    Start-Step 'oauth-server' 'Authorization server microsoft.sts'
    # The address names the tenant by its id, so that it is the same however the tenant was named.
    if (-not (Test-TenantId)) { Stop-Step 'tenant-id-unknown' ('The id of the tenant ' + $Answers.TenantId + ' is not known. Enter the tenant id in Crosstrust and save the script again.') }
    $server = Find-OAuthServer
    if (-not $server) {
        Invoke-Change 'microsoft.sts' 'Create the authorization server' 'New-CsOAuthServer' { New-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $Answers.StsMetadataUrl -ErrorAction Stop }
    }
    elseif ([string]$server.MetadataUrl -ne $Answers.StsMetadataUrl) {
        # The article removes and creates it again; changing it leaves no moment without one.
        $former = [string]$server.MetadataUrl
        Invoke-Change 'microsoft.sts' ('Change its address to ' + $Answers.StsMetadataUrl) 'Set-CsOAuthServer' { Set-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $Answers.StsMetadataUrl -ErrorAction Stop }
        # Undo sets this address again.
        if ($Run.Step.changes[-1].done) { Add-Fact 'formerMetadataUrl' $former }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $server = Wait-ForObject { Find-OAuthServer }
    Add-OAuthServerFact $server
}

function Get-PartnerAddress {
    # Where a partner application is described, or nothing. The server tells it as a property of its own
    # or inside the token of the application, as "Value=https://...".
    param($Application)
    $address = [string]$Application.MetadataUrl
    if (-not $address -and [string]$Application.AuthToken -match 'https?://[^\s;"]+') { $address = $Matches[0] }
    $address
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

function Invoke-ExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application microsoft.exchange'
    $application = Find-ExchangePartner
    $isOther = $application -and [string]$application.ApplicationIdentifier -ne '00000002-0000-0ff1-ce00-000000000000'
    $isLess = $application -and ([string]$application.ApplicationTrustLevel -ne 'Full' -or -not (Test-ThroughServer $application))
    if ($isOther -or $isLess) {
        # Undo needs these, also when the run ends between the removal and the new one.
        Add-Fact 'formerApplicationIdentifier' ([string]$application.ApplicationIdentifier)
        Add-Fact 'formerTrustLevel' ([string]$application.ApplicationTrustLevel)
        Add-Fact 'formerUseOAuthServer' ([string](Test-ThroughServer $application))
        Add-Fact 'formerMetadataUrl' ([string](Get-PartnerAddress $application))
    }
    if ($isOther) {
        # An application identifier cannot be changed, so this one is removed and made again.
        Invoke-Change 'microsoft.exchange' 'Remove it, because it has another application identifier' 'Remove-CsPartnerApplication' { Remove-CsPartnerApplication -Identity 'microsoft.exchange' -Confirm:$false -ErrorAction Stop }
    }
    if ($isOther -or -not $application) {
        Invoke-Change 'microsoft.exchange' 'Create the partner application' 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationIdentifier '00000002-0000-0ff1-ce00-000000000000' -ApplicationTrustLevel 'Full' -UseOAuthServer -ErrorAction Stop }
    }
    elseif ($isLess) {
        Invoke-Change 'microsoft.exchange' 'Trust it fully, through the authorization server' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationTrustLevel 'Full' -UseOAuthServer -ErrorAction Stop }
    }
    # One that is made here is enabled.
    if ($application -and -not $isOther -and -not $application.Enabled) {
        Invoke-Change 'microsoft.exchange' 'Enable the partner application' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -Enabled $true -ErrorAction Stop }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $application = Wait-ForObject { Find-ExchangePartner }
    Add-ExchangePartnerFact $application
}

function Invoke-ServiceNameStep {
    Start-Step 'service-name' 'Service name of this deployment'
    $wanted = '00000004-0000-0ff1-ce00-000000000000'
    $former = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    if ($former -ne $wanted) {
        Invoke-Change 'OAuth configuration' 'Set the service name' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ServiceName $wanted -ErrorAction Stop }
        # Undo sets this name again.
        if ($Run.Step.changes[-1].done) { Add-Fact 'formerServiceName' $former }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'serviceName' ([string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName)
}

function Add-CertificateFact {
    # What a receipt tells of a certificate. Only its public part is read. When it is valid and how long
    # its key is, Crosstrust reads from its bytes: not every PowerShell can tell.
    param($Certificate)
    Add-Fact 'thumbprint' ([string]$Certificate.Thumbprint)
    Add-Fact 'subject' ([string]$Certificate.Subject)
}

function Get-TokenIssuer {
    # The OAuthTokenIssuer certificate, out of this server's store.
    $assigned = @(Get-CsCertificate -Type 'OAuthTokenIssuer' -ErrorAction Stop)
    if ($assigned.Count -eq 0) { Stop-Step 'no-token-issuer' 'No certificate is assigned to OAuthTokenIssuer. Assign one in the deployment wizard first.' }
    $thumbprint = [string]$assigned[0].Thumbprint
    if ($thumbprint -notmatch '^[0-9A-Fa-f]{40}$') { Stop-Step 'bad-thumbprint' ('The thumbprint of the OAuthTokenIssuer certificate is not 40 hex digits: ' + $thumbprint) }
    $found = @(Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $thumbprint })
    if ($found.Count -eq 0) { Stop-Step 'certificate-not-on-server' ('The OAuthTokenIssuer certificate ' + $thumbprint + ' is not on this server.') }
    $found[0]
}

function Add-TokenIssuerFact {
    # What a receipt tells of the certificate, with its public part.
    param($Certificate)
    Add-Fact 'certificates' @(@{ use = 'current'; thumbprint = [string]$Certificate.Thumbprint; subject = [string]$Certificate.Subject; notBefore = $Certificate.NotBefore.ToUniversalTime().ToString('o'); notAfter = $Certificate.NotAfter.ToUniversalTime().ToString('o'); der = [Convert]::ToBase64String($Certificate.RawData) })
    Add-CertificateFact $Certificate
}

function Invoke-CertificateStep {
    Start-Step 'token-issuer' 'OAuthTokenIssuer certificate (public part)'
    $certificate = Get-TokenIssuer
    $bytes = $certificate.RawData
    $path = Join-Path -Path $OutputFolder -ChildPath 'OAuthTokenIssuer.cer'
    $same = [IO.File]::Exists($path) -and ([Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) -eq [Convert]::ToBase64String($bytes))
    if (-not $same) {
        Invoke-Change $path 'Write the certificate' '' {
            if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
            [IO.File]::WriteAllBytes($path, $bytes)
        }
    }
    Add-TokenIssuerFact $certificate
}

function Invoke-WebServiceStep {
    Start-Step 'web-services' 'External web services names of all pools (only read)'
    Add-Fact 'externalFqdns' @(Get-CsService -WebServer -ErrorAction Stop | ForEach-Object { [string]$_.ExternalFqdn } | Where-Object { $_ } | Sort-Object -Unique)
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration', 'Get-CsCertificate', 'Get-CsService'
    Invoke-OAuthServerStep
    Invoke-ExchangePartnerStep
    Invoke-ServiceNameStep
    Invoke-CertificateStep
    Invoke-WebServiceStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
