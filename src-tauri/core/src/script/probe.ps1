<#
.SYNOPSIS
    Asks as Microsoft Teams asks for a mailbox on your server, and changes nothing.

.DESCRIPTION
    Run it in an ordinary PowerShell window on a computer outside your network. It needs no password,
    no rights and no module. It can be run at any time. At the end it prints a receipt: copy it, or
    take the file it names, back to Crosstrust.

    It sends requests to Exchange Online, to your Autodiscover host and to the addresses that these
    two name. Where the ID of your tenant is not known, it also asks Microsoft's sign-in service for
    it. The requests hold the mail address and an empty token. Nothing else is sent. No redirect is
    followed but one of Autodiscover to Autodiscover. Certificates are checked by this computer.

    Needs: a computer with access to the internet.

    Source: Resolve interoperability issues between Microsoft Teams and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\probe.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = (Join-Path -Path $HOME -ChildPath 'Crosstrust')
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = {{ setup_id }}
    AnswersHash      = ''
    DomainController = ''
    Address          = {{ address }}
    Cloud            = {{ cloud }}
    Tenant           = {{ tenant }}
    Autodiscover     = {{ autodiscover }}
    Agent            = {{ agent }}
    CloudDomains     = {{ cloud_domains }}
    Starts           = {{ starts }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
function Get-HostAddress {
    # The addresses of a host by the DNS of this computer; none where it knows none.
    param([string]$Name)
    try { $found = @([Net.Dns]::GetHostAddresses($Name)) }
    catch { $found = @() }
    foreach ($address in $found) { $address.IPAddressToString }
}

function Get-AnswerHeader {
    # The headers of an answer, a line each. Cookies are left out.
    param($Answer)
    foreach ($name in $Answer.Headers.AllKeys) {
        if ($name -notlike '*cookie*') { $name + ': ' + [string]$Answer.Headers[$name] }
    }
}

function Get-AnswerBody {
    # The beginning of the body of an answer, in base64. One that ends early is kept as far as it came.
    param($Answer)
    $bytes = New-Object -TypeName 'byte[]' -ArgumentList 8192
    $filled = 0
    try {
        $stream = $Answer.GetResponseStream()
        do {
            $count = $stream.Read($bytes, $filled, $bytes.Length - $filled)
            $filled += $count
        } while ($count -gt 0 -and $filled -lt $bytes.Length)
    }
    catch { $count = $null }
    [Convert]::ToBase64String($bytes, 0, $filled)
}

function Add-RequestFailure {
    # Notes why there is no answer, by the names that .NET gives.
    param([hashtable]$Record, $Problem)
    $Record.failure = 'UnknownError'
    $cause = $Problem.Exception
    while ($null -ne $cause) {
        if ($cause -is [Net.WebException]) { $Record.failure = [string]$cause.Status }
        if ($cause -is [Net.Sockets.SocketException]) { $Record.socket = [string]$cause.SocketErrorCode }
        if ($cause -is [Security.Authentication.AuthenticationException] -and $Record.failure -eq 'UnknownError') { $Record.failure = 'SecureChannelFailure' }
        $Record.detail = [string]$cause.Message
        $cause = $cause.InnerException
    }
}

function Get-AnswerOf {
    # The answer that an error carries: a status such as 401 or 404 is one. Nothing where there is none.
    param($Problem)
    $cause = $Problem.Exception
    while ($null -ne $cause) {
        if ($cause -is [Net.WebException] -and $null -ne $cause.Response) { return $cause.Response }
        $cause = $cause.InnerException
    }
}

function Send-Request {
    # Sends one request, without credentials, and records what comes back. Redirects are not followed.
    param([string]$Url, [bool]$EmptyToken)
    $record = @{ url = $Url; emptyToken = $EmptyToken; status = $null; firstStatus = $null; headers = @(); body = ''; failure = ''; socket = ''; detail = ''; proxied = $false; addresses = @(); certificate = $null }
    $answer = $null
    try {
        $request = [Net.WebRequest]::Create($Url)
        $request.Method = 'GET'
        $request.AllowAutoRedirect = $false
        $request.UseDefaultCredentials = $false
        $request.KeepAlive = $false
        $request.UserAgent = $Answers.Agent
        $request.Accept = 'application/json, */*;q=0.5'
        $request.Timeout = 60000
        $request.ReadWriteTimeout = 60000
        if ($EmptyToken) { $request.Headers.Add('Authorization', 'Bearer') }
        $proxy = [Net.WebRequest]::DefaultWebProxy
        if ($null -ne $proxy) { $record.proxied = -not $proxy.IsBypassed($request.RequestUri) }
        $record.addresses = @(Get-HostAddress $request.RequestUri.DnsSafeHost)
        $answer = $request.GetResponse()
    }
    catch {
        $answer = Get-AnswerOf $_
        if ($null -eq $answer) { Add-RequestFailure $record $_ }
    }
    # Some versions of .NET do not keep the certificate. The result then says less.
    try { if ($null -ne $request.ServicePoint.Certificate) { $record.certificate = [Convert]::ToBase64String($request.ServicePoint.Certificate.GetRawCertData()) } }
    catch { $record.certificate = $null }
    if ($null -eq $answer) { return $record }
    if ([int]$answer.StatusCode -eq 407) {
        $record.failure = 'RequestProhibitedByProxy'
        $record.detail = 'The proxy asks for a sign-in (407).'
    }
    else {
        $record.status = [int]$answer.StatusCode
        $record.headers = @(Get-AnswerHeader $answer)
        $record.body = Get-AnswerBody $answer
    }
    $answer.Close()
    $record
}

function Invoke-Request {
    # Sends a request once, and a second time where the server reports an error of its own.
    param([string]$Url, [bool]$EmptyToken)
    foreach ($known in $Run.Requests) {
        if ($known.url -ceq $Url -and $known.emptyToken -eq $EmptyToken) { return $known }
    }
    $record = Send-Request $Url $EmptyToken
    if ($record.status -ge 500 -and $record.status -lt 600) {
        $first = $record.status
        Start-Sleep -Seconds 2
        $record = Send-Request $Url $EmptyToken
        $record.firstStatus = $first
    }
    [void]$Run.Requests.Add($record)
    $record
}

function Test-CloudHost {
    # Whether a host is one of Exchange Online.
    param([string]$Name)
    foreach ($domain in $Answers.CloudDomains) {
        if ($Name -eq $domain -or $Name.EndsWith('.' + $domain, [StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    $false
}

function Get-NextLookUp {
    # Where Autodiscover redirects to: another Autodiscover, but not from your server into the cloud.
    param($Record)
    if ($Record.status -lt 300 -or $Record.status -ge 400) { return }
    $lines = @($Record.headers | Where-Object { $_ -like 'Location: *' })
    if ($lines.Count -eq 0) { return }
    $location = $lines[0].Substring(10)
    try {
        $from = New-Object -TypeName 'System.Uri' -ArgumentList $Record.url
        $target = New-Object -TypeName 'System.Uri' -ArgumentList $from, $location
    }
    catch { return }
    if ($target.Scheme -ne 'https') { return }
    if (-not $target.AbsolutePath.StartsWith('/autodiscover/autodiscover.json', [StringComparison]::OrdinalIgnoreCase)) { return }
    if ((Test-CloudHost $target.Host) -and -not (Test-CloudHost $from.Host)) { return }
    if ($location -like 'https://*') { $location } else { $target.AbsoluteUri }
}

function Get-NamedService {
    # The address that Autodiscover names; nothing where it is one of Exchange Online.
    param($Record)
    if ($Record.status -ne 200) { return }
    try {
        $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Record.body))
        $url = [string](ConvertFrom-Json -InputObject $text).Url
        $target = New-Object -TypeName 'System.Uri' -ArgumentList $url
    }
    catch { return }
    if ($target.Scheme -eq 'https' -and -not (Test-CloudHost $target.Host)) { $url }
}

function Invoke-LookUp {
    # Asks Autodiscover, follows it to another Autodiscover, and asks the service that it names.
    param([string]$Url)
    $asked = @()
    $next = $Url
    $record = $null
    while ($next -and $asked.Count -lt 6 -and $asked -cnotcontains $next) {
        $asked += $next
        $record = Invoke-Request $next $false
        $next = Get-NextLookUp $record
    }
    $named = Get-NamedService $record
    if ($named) { [void](Invoke-Request $named $true) }
}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'probe' 'Ask as Microsoft Teams asks'
    $Run.Requests = New-Object -TypeName 'System.Collections.ArrayList'
    Add-Fact 'address' $Answers.Address
    Add-Fact 'cloud' $Answers.Cloud
    Add-Fact 'tenant' $Answers.Tenant
    Add-Fact 'autodiscover' $Answers.Autodiscover
    # Older versions of PowerShell do not offer TLS 1.2 by themselves. This holds for this window alone.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $count = 0
    foreach ($start in $Answers.Starts) {
        Show-Progress 'Requests' $count $Answers.Starts.Count
        if ($start.lookUp) { Invoke-LookUp $start.url } else { [void](Invoke-Request $start.url $start.emptyToken) }
        $count++
    }
    Show-Progress 'Requests' $count $Answers.Starts.Count
    Add-Fact 'requests' @($Run.Requests)
    foreach ($record in $Run.Requests) {
        $result = [string]$record.status
        if (-not $result) { $result = 'no answer (' + $record.failure + ')' }
        Write-Output ('  ' + $record.url + ': ' + $result)
    }
}
{% include "shared/closing.ps1" %}
