function Get-ServerThumbprint {
    # The thumbprints of the certificates on one server. An Auth Certificate that has expired can keep
    # Exchange from telling more than the bytes.
    param([string]$Server)
    foreach ($one in @(Get-ExchangeCertificate -Server $Server @Dc)) {
        if ($one.Thumbprint) { [string]$one.Thumbprint }
        elseif ($one.RawData) { [string](New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, [byte[]]$one.RawData)).Thumbprint }
    }
}

function Add-ServerFact {
    # The servers on which a certificate is missing. One that does not answer is reported, and the rest is
    # asked all the same.
    param($Rotation)
    $withoutCurrent = @()
    $withoutNext = @()
    $unread = @()
    $servers = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.AdminDisplayVersion -match '^Version 15' -and [string]$_.ServerRole -match 'Mailbox|ClientAccess' })
    # This script runs on one of them: a list without any was not understood, and says nothing.
    if ($servers.Count -eq 0) { $unread += [string]$env:COMPUTERNAME }
    $asked = 0
    foreach ($server in $servers) {
        $name = [string]$server.Name
        Show-Progress 'Certificates of the Exchange servers' $asked $servers.Count
        $asked++
        try { $found = @(Get-ServerThumbprint $name) }
        catch {
            $unread += $name
            Write-Output ('  not read: the certificates of ' + $name + ' (' + $_.Exception.Message + ')')
            continue
        }
        if ($found -notcontains $Rotation.current) { $withoutCurrent += $name }
        if ($Rotation.next -and $found -notcontains $Rotation.next) { $withoutNext += $name }
    }
    Show-Progress 'Certificates of the Exchange servers' $asked $asked
    if ($withoutCurrent.Count -gt 0) { Write-Output ('  without the certificate in use: ' + ($withoutCurrent -join ', ')) }
    if ($withoutNext.Count -gt 0) { Write-Output ('  without the next certificate: ' + ($withoutNext -join ', ')) }
    Add-Fact 'serversWithoutCurrent' $withoutCurrent
    Add-Fact 'serversWithoutNext' $withoutNext
    Add-Fact 'serversUnread' $unread
}
