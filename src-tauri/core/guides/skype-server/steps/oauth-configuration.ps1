function Invoke-OAuthConfigurationStep {
    Start-Step 'oauth-configuration' 'Where Skype for Business Server finds Exchange'
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    $former = [string]$config.ExchangeAutodiscoverUrl
    if ($former -ne $Answers.ExchangeAutodiscoverUrl) {
        # Undo sets the former value again.
        Invoke-Change 'OAuth configuration' ('Set the autodiscover address to ' + $Answers.ExchangeAutodiscoverUrl) 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ExchangeAutodiscoverUrl $Answers.ExchangeAutodiscoverUrl -ErrorAction Stop } -Before $former -After $Answers.ExchangeAutodiscoverUrl -Replaced @{ formerAutodiscoverUrl = $former }
        if ($Run.Step.changes[-1].done) { Send-Configuration }
        $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    }
    Add-Fact 'exchangeAutodiscoverUrl' ([string]$config.ExchangeAutodiscoverUrl)
}
