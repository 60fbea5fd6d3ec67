# $Answers.Created names what the receipt says this setup made; Relinked the former values of what it
# set anew. What was there before is not touched.
function Invoke-UndoExchangePartnerStep {
    Start-Step 'exchange-partner' 'Partner application Exchange'
    $application = Find-ExchangePartner
    $ours = $application -and (Get-PartnerAddress $application) -eq $Answers.ExchangeMetadataUrl
    if ($application -and $Answers.Created -contains 'exchange-partner') {
        if (-not $ours) { Stop-Step 'undo-changed-since' ('The partner application now has the address ' + (Get-PartnerAddress $application) + ': somebody changed it since. The script did not change it.') }
        Invoke-Change $application.Identity 'Remove the partner application' 'Remove-CsPartnerApplication' { Remove-CsPartnerApplication -Identity $application.Identity -Confirm:$false -ErrorAction Stop } -Before ([string]$application.Identity) -After $null
    }
    elseif ($ours -and $Answers.Relinked.ContainsKey('exchange-partner')) {
        $address = $Answers.Relinked['exchange-partner']
        $trust = $Answers.Relinked['exchange-partner-trust']
        $enabled = $Answers.Relinked['exchange-partner-enabled'] -eq 'True'
        if (-not $address) { Stop-Step 'undo-by-hand' ('The partner application ' + $application.Identity + ' had no address before. If it had a certificate, the script cannot restore that certificate. The script did not change it.') }
        if ($address -ne (Get-PartnerAddress $application) -or $trust -ne [string]$application.ApplicationTrustLevel -or $enabled -ne [bool]$application.Enabled) {
            $held = Get-PartnerState (Get-PartnerAddress $application) $application.ApplicationTrustLevel $application.Enabled
            Invoke-Change $application.Identity ('Give it its former address and trust again: ' + $address + ', ' + $trust) 'Set-CsPartnerApplication' { Set-CsPartnerApplication -Identity $application.Identity -MetadataUrl $address -ApplicationTrustLevel $trust -Enabled $enabled -ErrorAction Stop } -Before $held -After @(Get-PartnerState $address $trust $enabled)
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-ExchangePartner
    Add-Fact 'present' ([bool]$left)
    if ($left) { Add-ExchangePartnerFact $left }
}

function Invoke-UndoOAuthConfigurationStep {
    Start-Step 'oauth-configuration' 'Where Skype for Business Server finds Exchange'
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    $now = [string]$config.ExchangeAutodiscoverUrl
    if ($Answers.Relinked.ContainsKey('oauth-configuration') -and $now -ne $Answers.Relinked['oauth-configuration']) {
        if ($now -ne $Answers.ExchangeAutodiscoverUrl) { Stop-Step 'undo-changed-since' ('The autodiscover address is now ' + $now + ': somebody changed it since. The script did not change it.') }
        # There was none before where the former one is empty.
        $former = $null
        if ($Answers.Relinked['oauth-configuration']) { $former = $Answers.Relinked['oauth-configuration'] }
        Invoke-Change 'OAuth configuration' 'Set the former autodiscover address again' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ExchangeAutodiscoverUrl $former -ErrorAction Stop } -Before $now -After ([string]$former)
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    Add-Fact 'present' ([string]$config.ExchangeAutodiscoverUrl -eq $Answers.ExchangeAutodiscoverUrl)
    Add-Fact 'exchangeAutodiscoverUrl' ([string]$config.ExchangeAutodiscoverUrl)
}
