function Invoke-DomainCheck {
    Start-Step 'domain' 'Remote domain of the partner (only read)'
    Add-Fact 'domainName' ([string](Find-PartnerDomain).DomainName)
}

function Invoke-ReplyCheck {
    Start-Step 'replies' 'Automatic replies to the partner (only read)'
    Add-Fact 'replyType' ([string](Find-PartnerDomain).AllowedOOFType)
}
