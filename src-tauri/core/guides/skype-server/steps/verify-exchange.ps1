function Invoke-AutodiscoverCheck {
    Start-Step 'autodiscover' 'Autodiscover address of every server (only read)'
    Add-AutodiscoverFact
}

function Invoke-SkypePartnerCheck {
    Start-Step 'skype-partner' 'Partner application Skype for Business Server (only read)'
    $application = Find-SkypePartner
    Add-SkypePartnerFact $application
}
