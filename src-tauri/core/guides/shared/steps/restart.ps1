function Invoke-RestartStep {
    # Exchange may go on using what it knew about partner applications for about 15 minutes; after a
    # restart of IIS it reads them afresh. This window is connected through IIS as well, so the
    # restart comes last.
    Start-Step 'iis' 'Restart IIS on this server'
    try { $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
    catch { $elevated = $true }
    if (-not $elevated) { Stop-Step 'not-elevated' 'Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with "Run as administrator" and run the script there.' }
    Read-Build
    Invoke-Change $env:COMPUTERNAME 'Restart IIS' '' {
        [void](iisreset $env:COMPUTERNAME)
        if ($LASTEXITCODE) { Stop-Step 'iis-not-restarted' ('iisreset on ' + $env:COMPUTERNAME + ' ended with ' + $LASTEXITCODE + '. Run it there in an elevated window.') }
    }
}
