{% include "shared/steps/restart-web.ps1" %}

function Invoke-RestartStep {
    # Exchange may go on using what it knew about partner applications for about 15 minutes; after a
    # restart of IIS it reads them afresh. This window is connected through IIS as well, so the
    # restart comes last.
    param([switch]$PoolsOnly)
    Start-Step 'iis' 'Restart IIS on this server'
    Assert-Elevated
    Assert-ExchangeServer $env:COMPUTERNAME
    Read-Build
    Restart-WebServer $env:COMPUTERNAME ([bool]$PoolsOnly)
}
