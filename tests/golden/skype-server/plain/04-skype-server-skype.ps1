<#
.SYNOPSIS
    Skype side of "Skype for Business Server with Exchange Server": all its steps in one run.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads
    first and changes only what differs, so it can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: CsAdministrator, local administrator, and for the test membership in the local group
    RTC Local User Administrators.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt and the exported certificate. Created when it is missing.

.EXAMPLE
    .\04-skype-server-skype.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = '0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11'
    AnswersHash             = '5db4ae9d19dd'
    AutodiscoverHost        = 'autodiscover.contoso.com'
    ExchangeAutodiscoverUrl = 'https://autodiscover.contoso.com/autodiscover/autodiscover.svc'
    ExchangeMetadataUrl     = 'https://autodiscover.contoso.com/autodiscover/metadata/json/1'
    TestSipUri              = ''
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
        guide       = 'skype-server'
        script      = 'skype-server-skype'
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

function Add-FrontEndFact {
    # The servers that must use this certificate as well, for the operator to run the script on.
    if (-not (Get-Command -Name 'Get-CsPool' -ErrorAction SilentlyContinue)) { return }
    $pools = @(Get-CsService -WebServer -ErrorAction Stop | ForEach-Object { [string]$_.PoolFqdn })
    Add-Fact 'frontEnds' @(Get-CsPool -ErrorAction Stop | Where-Object { $pools -contains [string]$_.Identity } | ForEach-Object { $_.Computers } | ForEach-Object { [string]$_ } | Sort-Object -Unique)
}

function Invoke-TokenIssuerStep {
    Invoke-CertificateStep
    Add-FrontEndFact
}

function Get-HostAddress {
    # The addresses of a host, as this server resolves its name. Windows Server 2008 R2 has no
    # Resolve-DnsName; .NET asks the same resolver there.
    param([string]$Name)
    if (Get-Command -Name 'Resolve-DnsName' -ErrorAction SilentlyContinue) { Resolve-DnsName -Name $Name -ErrorAction Stop | Where-Object { $_.IPAddress } | ForEach-Object { [string]$_.IPAddress } }
    else { [Net.Dns]::GetHostAddresses($Name) | ForEach-Object { [string]$_.IPAddressToString } }
}

function Invoke-DnsStep {
    Start-Step 'dns' 'DNS record of the autodiscover host (only read)'
    Add-Fact 'host' $Answers.AutodiscoverHost
    # A name that is not found is a finding, not the end of the run.
    try { $addresses = @(Get-HostAddress $Answers.AutodiscoverHost) }
    catch {
        $addresses = @()
        Add-Fact 'notResolved' ([string]$_.Exception.Message)
        Write-Output ('  not found: ' + $Answers.AutodiscoverHost + ' (' + $_.Exception.Message + ')')
    }
    Add-Fact 'addresses' $addresses
}

function Invoke-OAuthConfigurationStep {
    Start-Step 'oauth-configuration' 'Where Skype for Business Server finds Exchange'
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    $former = [string]$config.ExchangeAutodiscoverUrl
    if ($former -ne $Answers.ExchangeAutodiscoverUrl) {
        Invoke-Change 'OAuth configuration' ('Set the autodiscover address to ' + $Answers.ExchangeAutodiscoverUrl) 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ExchangeAutodiscoverUrl $Answers.ExchangeAutodiscoverUrl -ErrorAction Stop }
        # Undo sets this address again.
        if ($Run.Step.changes[-1].done) { Add-Fact 'formerAutodiscoverUrl' $former }
        $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    }
    Add-Fact 'exchangeAutodiscoverUrl' ([string]$config.ExchangeAutodiscoverUrl)
}

function Get-PartnerAddress {
    # Where a partner application is described, or nothing. The server tells it as a property of its own
    # or inside the token of the application, as "Value=https://...".
    param($Application)
    $address = [string]$Application.MetadataUrl
    if (-not $address -and [string]$Application.AuthToken -match 'https?://[^\s;"]+') { $address = $Matches[0] }
    $address
}

function Find-ExchangePartner {
    # The partner application of Exchange by its name or its address, or nothing.
    $found = @(Get-CsPartnerApplication -ErrorAction Stop | Where-Object { [string]$_.Identity -eq 'Exchange' -or (Get-PartnerAddress $_) -eq $Answers.ExchangeMetadataUrl })
    if ($found.Count -gt 1) { Stop-Step 'partner-duplicate' ('Several partner applications point at Exchange: ' + (($found | ForEach-Object { $_.Identity }) -join ', ') + '. Remove those that are not in use.') }
    if ($found.Count -eq 1) { $found[0] }
}

function Add-ExchangePartnerFact {
    # What a receipt tells of the partner application; of one that is missing, that nothing is there.
    param($Application)
    Add-Fact 'identity' ([string]$Application.Identity)
    Add-Fact 'metadataUrl' ([string](Get-PartnerAddress $Application))
    Add-Fact 'trustLevel' ([string]$Application.ApplicationTrustLevel)
    Add-Fact 'enabled' ([bool]$Application.Enabled)
}

function Invoke-ExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application Exchange'
    $application = Find-ExchangePartner
    if (-not $application) {
        Invoke-Change 'Exchange' 'Create the partner application' 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'Exchange' -ApplicationTrustLevel 'Full' -MetadataUrl $Answers.ExchangeMetadataUrl -ErrorAction Stop }
        if ($Run.Step.outcome -eq 'planned') { return }
    }
    elseif ((Get-PartnerAddress $application) -ne $Answers.ExchangeMetadataUrl -or [string]$application.ApplicationTrustLevel -ne 'Full' -or -not $application.Enabled) {
        # Undo sets these again.
        Add-Fact 'formerMetadataUrl' ([string](Get-PartnerAddress $application))
        Add-Fact 'formerTrustLevel' ([string]$application.ApplicationTrustLevel)
        Add-Fact 'formerEnabled' ([string][bool]$application.Enabled)
        Invoke-Change $application.Identity 'Point the partner application at Exchange, fully trusted' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity $application.Identity -MetadataUrl $Answers.ExchangeMetadataUrl -ApplicationTrustLevel 'Full' -Enabled $true -ErrorAction Stop }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $application = Wait-ForObject { Find-ExchangePartner }
    Add-ExchangePartnerFact $application
}

function Get-StorageTestCode {
    # What an error of the test means, by numbers and types alone: its words are in the language of
    # the server. The user's own address may hold the number as well.
    param($Problem)
    $user = [regex]::Escape(([string]$Answers.TestSipUri -replace '^sips?:', ''))
    $denied = [string]$Problem.CategoryInfo.Category -eq 'PermissionDenied' -or [string]$Problem.FullyQualifiedErrorId -match 'UnauthorizedAccess|(?<!Error)AccessDenied'
    for ($exception = $Problem.Exception; $exception; $exception = $exception.InnerException) {
        $said = [string]$exception.Message -replace $user, ''
        if ($said -match '(?<![0-9A-Za-z.-])401(?![0-9A-Za-z-])' -or [string]$exception.Response.StatusCode -eq 'Unauthorized') { return 'exchange-refuses-token' }
        # E_ACCESSDENIED, 0x80070005.
        if ($exception.GetType().FullName -match 'UnauthorizedAccess|AccessDenied' -or $exception.HResult -eq -2147024891) { $denied = $true }
    }
    if ($denied) { return 'storage-access-denied' }
    'storage-test-failed'
}

function Invoke-TestStep {
    Start-Step 'test' 'Write to a mailbox and read it back'
    if (-not $Answers.TestSipUri) { Add-Fact 'result' 'not asked'; return }
    # The test deletes its item again, but it does write one: not in a dry run.
    if ($WhatIfPreference) { Add-Fact 'result' 'not run with -WhatIf'; return }
    # No object tells whether it passed, only a sentence in the language of the server: that one is
    # for the operator to read. What it fails with is an error.
    try { $said = (Test-CsExStorageConnectivity -SipUri $Answers.TestSipUri -DeleteItem -ErrorAction Stop | Out-String -Width 4096).Trim() }
    catch {
        $told = [string]$_.Exception.Message
        $code = Get-StorageTestCode $_
        if ($code -eq 'exchange-refuses-token') { Stop-Step 'exchange-refuses-token' ('Exchange does not accept the tokens of Skype for Business Server yet: ' + $told) }
        if ($code -eq 'storage-access-denied') { Stop-Step 'storage-access-denied' ('Your account may not use the Storage Service: ' + $told) }
        Stop-Step 'storage-test-failed' ('The test ended with an error: ' + $told)
    }
    Add-Fact 'result' 'run'
    Add-Fact 'said' $said
    Write-Output ('  ' + $said)
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration', 'Get-CsPartnerApplication', 'Get-CsCertificate', 'Get-CsService'
    Invoke-TokenIssuerStep
    Invoke-DnsStep
    Invoke-OAuthConfigurationStep
    Invoke-ExchangePartnerStep
    Invoke-TestStep
}
catch {
    Add-Failure $_
}
if ($Run.Failure) { Write-Warning 'What was done so far stays; nothing is lost. Put the cause right and run the same script again.' }
Write-Receipt
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
