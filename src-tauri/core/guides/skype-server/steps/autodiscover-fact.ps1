function Test-ChosenServer {
    # Whether the operator chose that server to be given an address.
    param($Server)
    $chosen = @($Answers.FillAutodiscoverOn | Where-Object { $_ })
    $chosen -contains [string]$Server.Fqdn -or $chosen -contains [string]$Server.Name
}

function Add-AutodiscoverFact {
    # What a receipt holds about the servers and their addresses. A blank one may be meant to be blank:
    # it is undecided until the operator has chosen servers.
    $servers = @(Get-AutodiscoverServer)
    $blank = @($servers | Where-Object { -not [string]$_.AutoDiscoverServiceInternalUri })
    $anyChosen = @($Answers.FillAutodiscoverOn | Where-Object { $_ }).Count -gt 0
    Add-Fact 'servers' @($servers | ForEach-Object { @{ name = [string]$_.Name; autodiscoverUri = [string]$_.AutoDiscoverServiceInternalUri } })
    Add-Fact 'serverAddresses' @($servers | ForEach-Object {
        $address = [string]$_.AutoDiscoverServiceInternalUri
        if (-not $address) { $address = 'blank' }
        [string]$_.Name + ': ' + $address
    })
    Add-Fact 'withoutAddress' @($blank | ForEach-Object { [string]$_.Name })
    Add-Fact 'blankServers' @($blank | ForEach-Object { @{ name = [string]$_.Name; host = [string]$_.Fqdn } })
    Add-Fact 'undecided' @($blank | Where-Object { -not $anyChosen } | ForEach-Object { [string]$_.Name })
    Add-Fact 'notFilled' @($blank | Where-Object { Test-ChosenServer $_ } | ForEach-Object { [string]$_.Name })
}
