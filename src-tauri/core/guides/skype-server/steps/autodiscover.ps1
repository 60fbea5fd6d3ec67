function Invoke-AutodiscoverStep {
    Start-Step 'autodiscover' 'Autodiscover address of every server'
    $modern = [bool](Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue)
    foreach ($server in @(Get-AutodiscoverServer | Where-Object { -not [string]$_.AutoDiscoverServiceInternalUri })) {
        $command = 'Set-ClientAccessServer'
        if ($modern) { $command = 'Set-ClientAccessService' }
        Invoke-Change $server.Name ('Set the autodiscover address to ' + $Answers.AutodiscoverUri) $command {
            if ($modern) { Set-ClientAccessService -Identity $server.Name -AutoDiscoverServiceInternalUri $Answers.AutodiscoverUri @Dc }
            else { Set-ClientAccessServer -Identity $server.Name -AutoDiscoverServiceInternalUri $Answers.AutodiscoverUri @Dc }
        }
    }
    Add-AutodiscoverFact
}
