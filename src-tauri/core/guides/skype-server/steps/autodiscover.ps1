function Invoke-AutodiscoverStep {
    Start-Step 'autodiscover' 'Autodiscover address of every server'
    $modern = [bool](Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue)
    $servers = @(Get-AutodiscoverServer)
    $known = @($servers | ForEach-Object { [string]$_.Fqdn; [string]$_.Name })
    $unknown = @($Answers.FillAutodiscoverOn | Where-Object { $_ -and $known -notcontains $_ })
    if ($unknown.Count -gt 0) { Stop-Step 'autodiscover-server-unknown' ('Exchange has no Client Access server with the name ' + ($unknown -join ', ') + '. Nothing was changed.') }
    # An address may be blank on purpose. Only the servers that were chosen get one.
    foreach ($server in @($servers | Where-Object { -not [string]$_.AutoDiscoverServiceInternalUri -and (Test-ChosenServer $_) })) {
        $command = 'Set-ClientAccessServer'
        if ($modern) { $command = 'Set-ClientAccessService' }
        Write-Progress -Activity 'Autodiscover address' -Status ([string]$server.Name)
        Invoke-Change $server.Name ('Set the autodiscover address to ' + $Answers.AutodiscoverUri) $command {
            if ($modern) { Set-ClientAccessService -Identity $server.Name -AutoDiscoverServiceInternalUri $Answers.AutodiscoverUri @Dc }
            else { Set-ClientAccessServer -Identity $server.Name -AutoDiscoverServiceInternalUri $Answers.AutodiscoverUri @Dc }
        } -Before '' -After $Answers.AutodiscoverUri
    }
    Write-Progress -Activity 'Autodiscover address' -Completed
    Add-AutodiscoverFact
}
