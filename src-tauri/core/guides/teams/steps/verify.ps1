function Invoke-Check {
    # Runs one reading. What fails in it is recorded, and the next one is still read.
    param([scriptblock]$Check)
    try { & $Check } catch { Add-Failure $_ }
}

function Invoke-AccountCheck {
    Start-Step 'account' 'Application account TeamsScheduler (only read)'
    $account = Get-SchedulerAccount
    Add-AccountFact $account
}

function Invoke-RoleCheck {
    Start-Step 'role' 'Management role TeamsSchedulerRole (only read)'
    $role = Get-SchedulerRole
    if ($role) { Add-RoleFact; return }
    Add-Fact 'entries' @()
    Add-Fact 'assignees' @()
}

function Invoke-PartnerApplicationCheck {
    param([string]$StepId, [string]$Name, [string]$ApplicationIdentifier)
    Start-Step $StepId ('Partner application ' + $Name + ' (only read)')
    $application = Find-PartnerApplication $Name $ApplicationIdentifier
    Add-PartnerApplicationFact $application
}

function Invoke-CertificateCheck {
    Start-Step 'export' 'Auth Certificate (only read)'
    Add-Fact 'certificates' @(Get-AuthCertificate)
}

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
