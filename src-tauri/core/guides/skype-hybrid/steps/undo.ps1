# $Answers.Created names what the receipt says this setup made; Enabled the application if it was
# disabled before; Relinked the former values of what it set anew. What was there before is not touched.
function Invoke-UndoServiceNameStep {
    Start-Step 'service-name' 'Service name of this deployment'
    $ours = '00000004-0000-0ff1-ce00-000000000000'
    $now = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    if ($Answers.Relinked.ContainsKey('service-name') -and $now -ne $Answers.Relinked['service-name']) {
        if ($now -ne $ours) { Stop-Step 'undo-changed-since' ('The service name is now ' + $now + ': somebody changed it since. The script did not change it.') }
        # There was none before where the former one is empty.
        $former = $null
        if ($Answers.Relinked['service-name']) { $former = $Answers.Relinked['service-name'] }
        Invoke-Change 'OAuth configuration' 'Set the former service name again' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ServiceName $former -ErrorAction Stop } -Before $now -After ([string]$former)
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    Add-Fact 'present' ($left -eq $ours)
    Add-Fact 'serviceName' $left
}

function Test-OwnPartner {
    # Whether the application is as this setup makes it.
    param($Application)
    [bool]($Application -and [string]$Application.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' -and [string]$Application.ApplicationTrustLevel -eq 'Full' -and (Test-ThroughServer $Application))
}

function Invoke-UndoExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application microsoft.exchange'
    $application = Find-ExchangePartner
    $address = $Answers.Relinked['exchange-partner-address']
    $trust = $Answers.Relinked['exchange-partner-trust']
    $throughServer = $Answers.Relinked['exchange-partner-server'] -eq 'True'
    $wasOther = $Answers.Relinked.ContainsKey('exchange-partner-identifier')
    $wasLess = $Answers.Relinked.ContainsKey('exchange-partner-trust') -and -not $wasOther
    if (($wasOther -or $wasLess) -and -not $address -and -not $throughServer) {
        Stop-Step 'undo-by-hand' 'The partner application microsoft.exchange trusted a certificate before, and the script cannot restore that certificate. The script did not change it.'
    }
    if ($application -and $Answers.Created -contains 'exchange-partner') {
        # One with another identifier is what undo has put back already.
        $isOurs = Test-OwnPartner $application
        if (-not $isOurs -and -not $wasOther) { Stop-Step 'undo-changed-since' 'The partner application microsoft.exchange has changed since this setup created it. The script did not change it.' }
        if ($isOurs) {
            Invoke-Change 'microsoft.exchange' 'Remove the partner application' 'Remove-CsPartnerApplication' { Remove-CsPartnerApplication -Identity 'microsoft.exchange' -Confirm:$false -ErrorAction Stop } -Before 'microsoft.exchange' -After $null
            $application = $null
        }
    }
    if ($wasOther -and -not $application) {
        $identifier = $Answers.Relinked['exchange-partner-identifier']
        if ($address) { Invoke-Change 'microsoft.exchange' ('Make the former one again, with the address ' + $address) 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -MetadataUrl $address -ApplicationTrustLevel $trust -ErrorAction Stop } -Before $null -After @(('Application identifier: ' + $identifier), ('Trust level: ' + $trust), ('Address: ' + $address)) }
        else { Invoke-Change 'microsoft.exchange' ('Make the former one again, with the identifier ' + $identifier) 'New-CsPartnerApplication' { New-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationIdentifier $identifier -ApplicationTrustLevel $trust -UseOAuthServer -ErrorAction Stop } -Before $null -After @(('Application identifier: ' + $identifier), ('Trust level: ' + $trust), 'Through the authorization server') }
    }
    if ($wasLess -and (Test-OwnPartner $application)) {
        if ($address) { Invoke-Change 'microsoft.exchange' ('Give it its former address and trust again: ' + $address + ', ' + $trust) 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -MetadataUrl $address -ApplicationTrustLevel $trust -ErrorAction Stop } -Before @('Trust level: Full', 'Through the authorization server') -After @(('Trust level: ' + $trust), ('Address: ' + $address)) }
        else { Invoke-Change 'microsoft.exchange' ('Give it its former trust again: ' + $trust) 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -ApplicationTrustLevel $trust -ErrorAction Stop } -Before @('Trust level: Full', 'Through the authorization server') -After @(('Trust level: ' + $trust), 'Through the authorization server') }
    }
    if ($application -and $application.Enabled -and $Answers.Enabled -contains 'exchange-partner') {
        Invoke-Change 'microsoft.exchange' 'Disable the partner application again' 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity 'microsoft.exchange' -Enabled $false -ErrorAction Stop } -Before 'Enabled' -After 'Disabled'
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-ExchangePartner
    Add-Fact 'present' (Test-OwnPartner $left)
    if ($left) { Add-ExchangePartnerFact $left }
}

function Invoke-UndoOAuthServerStep {
    Start-Step 'oauth-server' 'Authorization server microsoft.sts'
    $server = Find-OAuthServer
    $ours = $server -and [string]$server.MetadataUrl -eq $Answers.StsMetadataUrl
    if ($server -and $Answers.Created -contains 'oauth-server') {
        if (-not $ours) { Stop-Step 'undo-changed-since' ('The authorization server now has the address ' + $server.MetadataUrl + ': somebody changed it since. The script did not change it.') }
        Invoke-Change 'microsoft.sts' 'Remove the authorization server' 'Remove-CsOAuthServer' { Remove-CsOAuthServer -Identity 'microsoft.sts' -Confirm:$false -ErrorAction Stop } -Before ([string]$server.MetadataUrl) -After $null
    }
    elseif ($server -and $Answers.Relinked.ContainsKey('oauth-server') -and [string]$server.MetadataUrl -ne $Answers.Relinked['oauth-server']) {
        if (-not $ours) { Stop-Step 'undo-changed-since' ('The authorization server now has the address ' + $server.MetadataUrl + ': somebody changed it since. The script did not change it.') }
        $former = $Answers.Relinked['oauth-server']
        Invoke-Change 'microsoft.sts' ('Change its address back to ' + $former) 'Set-CsOAuthServer' { Set-CsOAuthServer -Identity 'microsoft.sts' -MetadataUrl $former -ErrorAction Stop } -Before ([string]$server.MetadataUrl) -After $former
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-OAuthServer
    Add-Fact 'present' ([bool]($left -and [string]$left.MetadataUrl -eq $Answers.StsMetadataUrl))
    if ($left) { Add-OAuthServerFact $left }
}
