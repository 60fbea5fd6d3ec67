function Invoke-TokenIssuerCheck {
    Start-Step 'token-issuer' 'OAuthTokenIssuer certificate (only read)'
    $certificate = Get-TokenIssuer
    Add-TokenIssuerFact $certificate
    Add-FrontEndFact
}

function Invoke-OAuthConfigurationCheck {
    Start-Step 'oauth-configuration' 'Where Skype for Business Server finds Exchange (only read)'
    $config = @(Get-CsOAuthConfiguration -ErrorAction Stop)[0]
    Add-Fact 'exchangeAutodiscoverUrl' ([string]$config.ExchangeAutodiscoverUrl)
}

function Invoke-ExchangePartnerCheck {
    Start-Step 'exchange-partner' 'Partner application Exchange (only read)'
    $application = Find-ExchangePartner
    Add-ExchangePartnerFact $application
}
