{% include "shared/steps/restart-web.ps1" %}

function Invoke-RestartStep {
    Start-Step 'iis' 'Restart IIS where you asked for it'
    $servers = @($Answers.RestartIisOn)
    $restarted = @()
    Add-Fact 'restarted' $restarted
    if ($servers.Count -eq 0) { return }
    Assert-Elevated
    Assert-ExchangeServer $servers
    # This window is connected through IIS as well: what it still has to tell is read now.
    Read-Build
    foreach ($server in $servers) {
        Write-Progress -Activity 'One server after the other' -Status $server -PercentComplete ([int]($restarted.Count * 100 / $servers.Count))
        Restart-WebServer $server ($Answers.RestartIisWith -eq 'pools')
        if ($Run.Step.changes[-1].done) { $restarted += $server }
        Add-Fact 'restarted' $restarted
    }
    Write-Progress -Activity 'One server after the other' -Completed
}
