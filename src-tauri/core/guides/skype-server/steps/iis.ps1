function Invoke-RestartStep {
    Start-Step 'iis' 'Restart IIS where you asked for it'
    if (@($Answers.RestartIisOn).Count -gt 0) {
        try { $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) }
        catch { $elevated = $true }
        if (-not $elevated) { Stop-Step 'not-elevated' 'Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with "Run as administrator" and run the script there.' }
        # This window is connected through IIS as well: what it still has to tell is read now.
        Read-Build
    }
    $restarted = @()
    foreach ($server in @($Answers.RestartIisOn)) {
        Invoke-Change $server 'Restart IIS' '' {
            [void](iisreset $server)
            if ($LASTEXITCODE) { Stop-Step 'iis-not-restarted' ('iisreset on ' + $server + ' ended with ' + $LASTEXITCODE + '. Run it there in an elevated window.') }
        }
        if ($Run.Step.changes[-1].done) { $restarted += $server }
    }
    Add-Fact 'restarted' $restarted
}
