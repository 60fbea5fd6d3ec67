# lists: restarted
# skip: replication
# reads only
# Cases of the script that restarts IIS; run by Test-Script.ps1. It changes nothing in Exchange.
Test-Case 'iis: none is restarted where none was named' { if ($fresh.state.iisRestarts) { "$($fresh.state.iisRestarts) restarts" } }
$two = "@('ex01.contoso.com', 'ex02.contoso.com')"
# EX02 answers Autodiscover requests in every state; here it is an Exchange server as well.
$second = [ordered]@{ Name = 'EX02'; Identity = 'EX02'; Fqdn = 'ex02.contoso.com'; AdminDisplayVersion = 'Version 15.2 (Build 1748.10)'; ServerRole = 'Mailbox'; Edition = 'Standard' }
Test-Case 'iis: each that was named is restarted, and none in a dry run' {
    $Script = New-HealthVariant @{ RestartIisOn = $two }
    $dry = Invoke-Script (New-Place { param($s) $s.servers += $second }) '-WhatIf'
    if ($dry.state.iisRestarts) { 'it was restarted in a dry run' }
    $run = Invoke-Script (New-Place { param($s) $s.servers += $second })
    if (-not $elevated) { Confirm-Failed $run 'not-elevated'; return }
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -ne 2 -or (@(($run.receipt.steps | Where-Object id -eq 'iis').facts.restarted) -join ',') -ne 'ex01.contoso.com,ex02.contoso.com') { "$($run.state.iisRestarts) restarts" }
}
Test-Case 'iis: the two application pools are recycled where that was chosen' {
    $Script = New-HealthVariant @{ RestartIisOn = $two; RestartIisWith = "'pools'" }
    $run = Invoke-Script (New-Place { param($s) $s.servers += $second })
    if (-not $elevated) { Confirm-Failed $run 'not-elevated'; return }
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if ($run.state.iisRestarts -or (@($run.state.poolsRecycled) -join ',') -ne 'ex01.contoso.com,ex02.contoso.com') { "restarts $($run.state.iisRestarts), recycled $(@($run.state.poolsRecycled) -join ',')" }
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.servers += $second; $s.recycleFails = @('ex01.contoso.com') })) 'iis-not-restarted'
}
if ($elevated) {
    Test-Case 'iis: the next server is left alone when this one does not come back' {
        $Script = New-HealthVariant @{ RestartIisOn = $two }
        $run = Invoke-Script (New-Place { param($s) $s.servers += $second; $s.notBack = @('ex01.contoso.com') })
        Confirm-Failed $run 'iis-not-back'
        if ($run.state.iisRestarts -ne 1) { "$($run.state.iisRestarts) restarts" }
    }
    Test-Case 'iis: a server that does not answer before is not restarted' {
        $Script = New-HealthVariant @{ RestartIisOn = $two }
        $run = Invoke-Script (New-Place { param($s) $s.servers += $second; $s.pagesSilent = @('ex01.contoso.com') })
        Confirm-Failed $run 'iis-health-unknown'
        if ($run.state.iisRestarts) { "$($run.state.iisRestarts) restarts" }
    }
    Test-Case 'iis: a page that was never there is not waited for' {
        $Script = New-HealthVariant @{ RestartIisOn = "@('ex01.contoso.com')" }
        $run = Invoke-Script (New-Place { param($s) $s.noMapi = $true })
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    }
    Test-Case 'iis: only Exchange servers with web services are restarted' {
        $Script = New-HealthVariant @{ RestartIisOn = "@('ex01.contoso.com', 'pc7.contoso.com')" }
        $run = Invoke-Script (New-Place)
        Confirm-Failed $run 'not-an-exchange-server'
        if ($run.state.iisRestarts) { 'one was restarted' }
        $Script = New-HealthVariant @{ RestartIisOn = "@('ex01.contoso.com')" }
        Confirm-Failed (Invoke-Script (New-Place { param($s) $s.servers[0].ServerRole = 'Edge' })) 'not-an-exchange-server'
    }
}
Test-Case 'page: its status is read over TLS, whatever name the certificate has, and nothing else is weakened' {
    $text = [IO.File]::ReadAllText($Script)
    if ($text -notmatch '(?s)function Get-PageStatus \{.*?\r?\n\}\r?\n') { 'no function'; return }
    . ([scriptblock]::Create($Matches[0]))
    $before = [Net.ServicePointManager]::ServerCertificateValidationCallback
    $server = Start-Job {
        $request = New-Object Security.Cryptography.X509Certificates.CertificateRequest -ArgumentList 'CN=mail.example', ([Security.Cryptography.RSA]::Create()), ([Security.Cryptography.HashAlgorithmName]::SHA256), ([Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $made = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
        $certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, $made.Export('Pfx'))
        $listener = New-Object Net.Sockets.TcpListener -ArgumentList ([Net.IPAddress]::Loopback), 0
        $listener.Start()
        $listener.LocalEndpoint.Port
        foreach ($status in '200 OK', '503 Service Unavailable') {
            $client = $listener.AcceptTcpClient()
            $stream = New-Object Net.Security.SslStream -ArgumentList @($client.GetStream(), $false)
            $stream.AuthenticateAsServer($certificate, $false, [Security.Authentication.SslProtocols]'Tls12', $false)
            $buffer = New-Object byte[] 4096
            [void]$stream.Read($buffer, 0, 4096)
            $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 $status`r`nContent-Length: 0`r`n`r`n")
            $stream.Write($answer, 0, $answer.Length)
            $stream.Flush()
            $client.Close()
        }
        $listener.Stop()
    }
    $port = 0
    for ($try = 0; $try -lt 150 -and -not $port; $try++) { $port = @(Receive-Job $server)[0]; if (-not $port) { Start-Sleep -Milliseconds 200 } }
    if (-not $port) { 'the server did not start'; return }
    $told = @((Get-PageStatus 'localhost' '/ews/healthcheck.htm' $port), (Get-PageStatus 'localhost' '/ews/healthcheck.htm' $port))
    if ($told[0] -ne 200 -or $told[1] -ne 503) { "told $($told -join ', '), job: $(Receive-Job $server *>&1 | Out-String)" }
    [void](Wait-Job $server -Timeout 20); Remove-Job $server -Force
    if (@(Get-PageStatus 'localhost' '/ews/healthcheck.htm' $port).Count) { 'a server that is gone is told to answer' }
    if ([Net.ServicePointManager]::ServerCertificateValidationCallback -ne $before) { 'what the window accepts was changed' }
}
