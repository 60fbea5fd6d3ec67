# Runs the script of the check from outside, and tells what falls short.
#
#   pwsh -NoProfile -File tests/powershell/Test-Probe.ps1 [-Script tests/golden/probe/plain/probe.ps1]
#
# Most cases give the script its answers from a table, in the place of the network: which addresses it asks,
# in which order and how often is its own code. One case sends real requests to a server on this computer.
param(
    [string]$Script = (Join-Path $PSScriptRoot '../golden/probe/plain/probe.ps1'),
    [string]$Engine
)
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Find-Engine.ps1')
if (-not $Engine) { $Engine = Find-Engine }
$Script = (Resolve-Path $Script).Path
$work = Join-Path ([IO.Path]::GetTempPath()) ('crosstrust-' + [guid]::NewGuid())
[void](New-Item -ItemType Directory -Path $work)
$passed = 0
$failed = 0
$cloud = 'https://outlook.office365.com/autodiscover/autodiscover.json/v1.0/anna@contoso.com?Protocol=EWS'
$own = 'https://autodiscover.contoso.com/autodiscover/autodiscover.json/v1.0/anna@contoso.com?Protocol=EWS'
$ews = 'https://mail.contoso.com/EWS/Exchange.asmx'

function New-Answer {
    # One answer of the table. Of several for one address, the last one is given from then on.
    param([string]$Url, [int]$Status, [string[]]$Headers = @(), [string]$Body = '')
    @{ url = $Url; status = $Status; headers = @($Headers); body = $Body }
}

function New-Probe {
    # The script in a file of its own. With a table it asks that instead of the network.
    param([string]$Starts, [switch]$Table)
    $text = [IO.File]::ReadAllText($Script)
    if ($Starts) {
        $line = [regex]::Match($text, '(?m)^    Starts +=.*?(?=\r?$)')
        if (-not $line.Success) { throw "$Script has no answer Starts" }
        $text = $text.Substring(0, $line.Index) + '    Starts = ' + $Starts + $text.Substring($line.Index + $line.Length)
    }
    if ($Table) {
        $body = [regex]::Match($text, '(?s)(?<=function Send-Request \{\r?\n    #[^\n]*\n    param\(\[string\]\$Url, \[bool\]\$EmptyToken\)\r?\n).*?(?=\r?\n\}\r?\n)')
        if (-not $body.Success) { throw "$Script has no function that sends a request" }
        $given = @'
    $record = @{ url = $Url; emptyToken = $EmptyToken; status = $null; firstStatus = $null; headers = @(); body = ''; failure = 'ConnectFailure'; socket = ''; detail = ''; proxied = $false; addresses = @(); certificate = $null }
    $line = $Url + ' ' + [string]$EmptyToken
    [IO.File]::AppendAllText($env:CROSSTRUST_ASKED, $line + "`n")
    $asked = @([IO.File]::ReadAllLines($env:CROSSTRUST_ASKED) | Where-Object { $_ -ceq $line }).Count
    $table = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:CROSSTRUST_ANSWERS))
    $fitting = @($table.answers | Where-Object { $_.url -ceq $Url })
    if ($fitting.Count) {
        $one = $fitting[[Math]::Min($asked, $fitting.Count) - 1]
        $record.status = [int]$one.status
        $record.headers = @($one.headers)
        $record.body = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$one.body))
        $record.failure = ''
    }
    $record
'@
        $text = $text.Substring(0, $body.Index) + $given + $text.Substring($body.Index + $body.Length)
    }
    $path = Join-Path $work ([string][guid]::NewGuid() + '.ps1')
    [IO.File]::WriteAllText($path, $text, (New-Object System.Text.UTF8Encoding $true))
    $path
}

function Read-Receipt {
    # The receipt in what a run printed, or nothing. It may be packed (gzip).
    param([string]$Text)
    if ($Text -notmatch '(?s)-----BEGIN CROSSTRUST RECEIPT-----(.*?)-----END CROSSTRUST RECEIPT-----') { return }
    $bytes = [Convert]::FromBase64String(($Matches[1] -replace '\s'))
    if ($bytes.Length -gt 2 -and $bytes[0] -eq 0x1f -and $bytes[1] -eq 0x8b) {
        $packed = New-Object System.IO.MemoryStream -ArgumentList (, $bytes)
        $unpacking = New-Object System.IO.Compression.GZipStream -ArgumentList $packed, ([IO.Compression.CompressionMode]::Decompress)
        $whole = New-Object System.IO.MemoryStream
        $unpacking.CopyTo($whole)
        $bytes = $whole.ToArray()
    }
    [Text.Encoding]::UTF8.GetString($bytes) | ConvertFrom-Json
}

function Invoke-Probe {
    # Runs the script in a new process; returns exit code, output, the facts of its step and what it asked.
    param([string]$Path, [object[]]$Answers = @(), [string]$Arguments = '')
    $place = Join-Path $work ([guid]::NewGuid())
    [void](New-Item -ItemType Directory -Path $place)
    $env:CROSSTRUST_ASKED = "$place/asked.txt"
    $env:CROSSTRUST_ANSWERS = "$place/answers.json"
    $env:NO_PROXY = '127.0.0.1'
    [IO.File]::WriteAllText($env:CROSSTRUST_ASKED, '')
    [IO.File]::WriteAllText($env:CROSSTRUST_ANSWERS, (@{ answers = @($Answers) } | ConvertTo-Json -Depth 5))
    $ErrorActionPreference = 'Continue'
    $text = & $Engine -NoProfile -NonInteractive -Command "& '$Path' -OutputFolder '$place/out' $Arguments; exit `$LASTEXITCODE" 2>&1 | Out-String
    $code = $LASTEXITCODE
    $receipt = Read-Receipt $text
    $facts = @($receipt.steps | Where-Object { $_.id -eq 'probe' })[0].facts
    @{ code = $code; text = $text; receipt = $receipt; facts = $facts; asked = @([IO.File]::ReadAllLines($env:CROSSTRUST_ASKED) | Where-Object { $_ }) }
}

function Test-Case {
    param([string]$Name, [scriptblock]$Body)
    try { $problems = @(& $Body) }
    catch { $problems = @('stopped: ' + $_.Exception.Message + "`n" + $_.InvocationInfo.PositionMessage) }
    if ($problems.Count) { $script:failed++; "FAIL $Name"; $problems | ForEach-Object { '     ' + $_ } } else { $script:passed++; "ok   $Name" }
}

function Get-Starts {
    # One look-up of that address, as the script has it.
    param([string]$Url)
    "@(@{ 'emptyToken' = `$false; 'lookUp' = `$true; 'url' = '$Url' })"
}

Test-Case 'fresh: where nobody answers, each address is told with the reason, and the receipt is whole' {
    $run = Invoke-Probe (New-Probe -Table)
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (-not $run.receipt) { "no receipt:`n$($run.text)" }
    if ($run.receipt.failure) { "failed at $($run.receipt.failure)" }
    if (@($run.facts.requests).Count -ne 6) { "$(@($run.facts.requests).Count) requests, not 6" }
    if (@($run.facts.requests | Where-Object { $_.failure -ne 'ConnectFailure' -or $null -ne $_.status }).Count) { 'an answer is told that nobody gave' }
    if ($run.facts.address -ne 'anna@contoso.com' -or $run.facts.cloud -ne 'global') { 'the answers are not told' }
}
Test-Case 'follows: from Exchange Online to the own host, and asks the service that it names with an empty token' {
    $run = Invoke-Probe (New-Probe -Starts (Get-Starts $cloud) -Table) @(
        (New-Answer $cloud 302 @("Location: $own")),
        (New-Answer $own 200 @('Content-Type: application/json') ('{"Protocol":"EWS","Url":"' + $ews + '"}')),
        (New-Answer $ews 401 @('WWW-Authenticate: Bearer client_id="00000002-0000-0ff1-ce00-000000000000"')))
    $expected = @("$cloud False", "$own False", "$ews True")
    if (($run.asked -join '|') -ne ($expected -join '|')) { "asked: $($run.asked -join ', ')" }
    $last = @($run.facts.requests)[2]
    if ($last.status -ne 401 -or $last.emptyToken -ne $true -or @($last.headers)[0] -notlike 'WWW-Authenticate: Bearer *') { "the service: $($last | ConvertTo-Json -Compress)" }
}
Test-Case 'follows: never from the own host into the cloud, to another path, or without TLS' {
    foreach ($target in $cloud, 'https://login.contoso.com/', ($own -replace '^https', 'http')) {
        $run = Invoke-Probe (New-Probe -Starts (Get-Starts $own) -Table) @((New-Answer $own 302 @("Location: $target")))
        if ($run.asked.Count -ne 1) { "asked after ${target}: $($run.asked -join ', ')" }
    }
}
Test-Case 'follows: a circle ends, and no address is asked twice' {
    $run = Invoke-Probe (New-Probe -Starts (Get-Starts $cloud) -Table) @((New-Answer $cloud 302 @("Location: $own")), (New-Answer $own 302 @("Location: $own")))
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (($run.asked -join '|') -ne "$cloud False|$own False") { "asked: $($run.asked -join ', ')" }
}
Test-Case 'cloud: a service of Exchange Online is not asked' {
    $run = Invoke-Probe (New-Probe -Starts (Get-Starts $cloud) -Table) @((New-Answer $cloud 200 @() '{"Protocol":"EWS","Url":"https://outlook.office365.com/EWS/Exchange.asmx"}'))
    if ($run.asked.Count -ne 1) { "asked: $($run.asked -join ', ')" }
}
Test-Case 'again: an error of the server is asked a second time, and both are told' {
    $run = Invoke-Probe (New-Probe -Starts (Get-Starts $own) -Table) @((New-Answer $own 500), (New-Answer $own 404))
    if ($run.asked.Count -ne 2) { "asked $($run.asked.Count) times" }
    $only = @($run.facts.requests)
    if ($only.Count -ne 1 -or $only[0].firstStatus -ne 500 -or $only[0].status -ne 404) { "told: $($only | ConvertTo-Json -Compress)" }
}
Test-Case 'broken: an answer that is no JSON names no service, and is no failure' {
    foreach ($body in '<html>sign in</html>', '{"Url":', '{"Url":"not an address"}', '') {
        $run = Invoke-Probe (New-Probe -Starts (Get-Starts $own) -Table) @((New-Answer $own 200 @() $body))
        if ($run.code -ne 0) { "exit code $($run.code) for '$body':`n$($run.text)" }
        if ($run.asked.Count -ne 1) { "asked for '$body': $($run.asked -join ', ')" }
    }
}
Test-Case 'lists: headers and requests stay lists, also with one entry' {
    $run = Invoke-Probe (New-Probe -Starts (Get-Starts $own) -Table) @((New-Answer $own 404 @('Server: x')))
    if ($run.facts.requests -isnot [array] -or @($run.facts.requests)[0].headers -isnot [array]) { "told: $($run.facts | ConvertTo-Json -Compress -Depth 5)" }
}
Test-Case 'sent: an empty token and nothing else, and the challenge is recorded' {
    $listener = New-Object System.Net.Sockets.TcpListener -ArgumentList ([Net.IPAddress]::Loopback), 0
    $listener.Start()
    $seen = [Collections.ArrayList]::Synchronized((New-Object System.Collections.ArrayList))
    $server = [PowerShell]::Create()
    [void]$server.AddScript({
            param($Listener, $Seen)
            $client = $Listener.AcceptTcpClient()
            $stream = $client.GetStream()
            $reader = New-Object System.IO.StreamReader -ArgumentList $stream
            while ($line = $reader.ReadLine()) { [void]$Seen.Add($line) }
            $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 401 Unauthorized`r`nWWW-Authenticate: Bearer client_id=""x""`r`nSet-Cookie: secret=1`r`nContent-Length: 0`r`nConnection: close`r`n`r`n")
            $stream.Write($answer, 0, $answer.Length)
            $client.Close()
        }).AddArgument($listener).AddArgument($seen)
    $waiting = $server.BeginInvoke()
    $url = 'http://127.0.0.1:' + $listener.LocalEndpoint.Port + '/EWS/Exchange.asmx'
    try { $run = Invoke-Probe (New-Probe -Starts "@(@{ 'emptyToken' = `$true; 'lookUp' = `$false; 'url' = '$url' })") }
    finally { $listener.Stop() }
    if ($waiting.IsCompleted) { [void]$server.EndInvoke($waiting) }
    $only = @($run.facts.requests)[0]
    if ($only.status -ne 401 -or -not @($only.headers | Where-Object { $_ -eq 'WWW-Authenticate: Bearer client_id="x"' }).Count) { "told: $($only | ConvertTo-Json -Compress)" }
    if (@($only.headers | Where-Object { $_ -like '*cookie*' }).Count) { 'a cookie is recorded' }
    if (@($only.addresses) -notcontains '127.0.0.1') { "addresses: $($only.addresses -join ', ')" }
    if (-not @($seen | Where-Object { $_.Trim() -eq 'Authorization: Bearer' }).Count) { "sent: $($seen -join ' | ')" }
    if (@($seen | Where-Object { $_ -match '^(Cookie|Proxy-Authorization):' }).Count -or @($seen | Where-Object { $_ -like 'Authorization:*' }).Count -ne 1) { "sent: $($seen -join ' | ')" }
}
Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
"$passed passed, $failed failed"
if ($failed) { exit 1 }
