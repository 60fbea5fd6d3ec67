function Invoke-OAuthServerCheck {
    Start-Step 'oauth-server' 'Authorization server microsoft.sts (only read)'
    $server = Find-OAuthServer
    Add-OAuthServerFact $server
}

function Invoke-ExchangePartnerCheck {
    Start-Step 'exchange-partner' 'Partner application microsoft.exchange (only read)'
    $application = Find-ExchangePartner
    Add-ExchangePartnerFact $application
}

function Invoke-ServiceNameCheck {
    Start-Step 'service-name' 'Service name of this deployment (only read)'
    Add-Fact 'serviceName' ([string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName)
}

function Invoke-CertificateCheck {
    Start-Step 'token-issuer' 'OAuthTokenIssuer certificate (only read)'
    $certificate = Get-TokenIssuer
    Add-TokenIssuerFact $certificate
}
