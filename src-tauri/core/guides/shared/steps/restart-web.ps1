function Assert-ExchangeServer {
    # Only servers on which Exchange runs its web services are restarted, and not the PC from which
    # somebody manages them.
    param([string[]]$Server)
    $web = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.ServerRole -match 'Mailbox|ClientAccess' } | ForEach-Object { [string]$_.Name; [string]$_.Fqdn })
    $others = @($Server | Where-Object { $web -notcontains $_ })
    if ($others.Count -gt 0) { Stop-Step 'not-an-exchange-server' ('Exchange has no Mailbox or Client Access server with the name ' + ($others -join ', ') + '. The script did not restart IIS.') }
}

function Assert-Elevated {
    try { $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
    catch { $elevated = $true }
    if (-not $elevated) { Stop-Step 'not-elevated' 'Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with "Run as administrator" and run the script there.' }
}

function Get-PageStatus {
    # The HTTP status of a page of one server, or nothing where no answer comes. The certificate may
    # have other names than that server's: it is accepted for this one connection, over which nothing
    # secret goes. What the rest of this window accepts stays as it is.
    param([string]$Server, [string]$Path, [int]$Port = 443)
    $client = New-Object System.Net.Sockets.TcpClient
    try {
        $connecting = $client.BeginConnect($Server, $Port, $null, $null)
        if (-not $connecting.AsyncWaitHandle.WaitOne(10000, $false)) { return }
        $client.EndConnect($connecting)
        $client.ReceiveTimeout = 20000
        $client.SendTimeout = 20000
        $accept = [System.Net.Security.RemoteCertificateValidationCallback]{ $true }
        $stream = New-Object -TypeName System.Net.Security.SslStream -ArgumentList @($client.GetStream(), $false, $accept)
        $stream.AuthenticateAsClient($Server, $null, [System.Security.Authentication.SslProtocols]'Tls, Tls11, Tls12', $false)
        $end = [string][char]13 + [string][char]10
        $bytes = [Text.Encoding]::ASCII.GetBytes('GET ' + $Path + ' HTTP/1.1' + $end + 'Host: ' + $Server + $end + 'Connection: close' + $end + $end)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush()
        $line = (New-Object -TypeName System.IO.StreamReader -ArgumentList @($stream)).ReadLine()
        if ($line -match '^HTTP/1\.[01] ([0-9]{3})') { [int]$Matches[1] }
    }
    catch { return }
    finally { $client.Close() }
}

function Get-AnsweringPage {
    # The health pages of a server that answer 200: Exchange gives them while the service behind each
    # one works.
    param([string]$Server)
    foreach ($path in '/ews/healthcheck.htm', '/autodiscover/healthcheck.htm', '/mapi/healthcheck.htm') {
        if ((Get-PageStatus $Server $path) -eq 200) { $path }
    }
}

function Wait-ForPage {
    # The next server is touched only after the pages of this one answer as they did before.
    param([string]$Server, [string[]]$Page)
    $until = [DateTime]::UtcNow.AddMinutes(10)
    while ($true) {
        $answering = @(Get-AnsweringPage $Server)
        $silent = @($Page | Where-Object { $answering -notcontains $_ })
        if ($silent.Count -eq 0) { break }
        if ([DateTime]::UtcNow -ge $until) { Stop-Step 'iis-not-back' ($Server + ' still does not respond 10 minutes after the restart: ' + ($silent -join ', ') + '. The script did not restart the servers after it.') }
        Write-Progress -Activity 'Waiting for the server to respond again' -Status ($Server + ' ' + ($silent -join ', '))
        Start-Sleep -Seconds 5
    }
    Write-Progress -Activity 'Waiting for the server to respond again' -Completed
}

function Restart-PoolOnly {
    # The two application pools that check tokens. IIS starts the new process before it ends the old
    # one, so the server goes on answering.
    param([string]$Server)
    $codes = @(Invoke-Command -ComputerName $Server -ErrorAction Stop -ScriptBlock {
        $appcmd = Join-Path -Path $env:SystemRoot -ChildPath 'System32\inetsrv\appcmd.exe'
        foreach ($pool in 'MSExchangeServicesAppPool', 'MSExchangeAutodiscoverAppPool') {
            [void](& $appcmd 'recycle' 'apppool' ('/apppool.name:' + $pool))
            $LASTEXITCODE
        }
    })
    if (@($codes | Where-Object { [int]$_ -ne 0 }).Count -gt 0) { Stop-Step 'iis-not-restarted' ('appcmd on ' + $Server + ' ended with ' + ($codes -join ' and ') + '. Recycle MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool there in IIS Manager.') }
}

function Restart-WebServer {
    # One server: IIS, or two of its application pools. A server whose pages do not answer before is
    # left alone, since nobody could tell whether it came back.
    param([string]$Server, [bool]$PoolsOnly)
    $pages = @(Get-AnsweringPage $Server)
    if ($pages -notcontains '/ews/healthcheck.htm') { Stop-Step 'iis-health-unknown' ('https://' + $Server + '/ews/healthcheck.htm does not respond, so the script could not verify this server after a restart. It did not restart this server or the servers after it.') }
    if ($PoolsOnly) { Invoke-Change $Server 'Recycle the application pools of EWS and Autodiscover' '' { Restart-PoolOnly $Server } }
    else {
        Invoke-Change $Server 'Restart IIS' '' {
            [void](iisreset $Server)
            if ($LASTEXITCODE) { Stop-Step 'iis-not-restarted' ('iisreset on ' + $Server + ' ended with ' + $LASTEXITCODE + '. Run it there in an elevated window.') }
        }
    }
    if ($Run.Step.changes[-1].done) { Wait-ForPage $Server $pages }
}
