function Invoke-ExchangeOnlinePartnerStep {
    Start-Step 'exchange-online-partner' 'Partner application Exchange Online'
    $found = @(Find-ExchangeOnlinePartner)
    if ($found.Count -eq 0) { Stop-Step 'exchange-online-partner-missing' 'Exchange Setup creates this partner application, but it is missing. Run Exchange Setup with /PrepareAD again.' }
    if (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
        Invoke-Change $found[0].Name 'Enable the partner application' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        $found = @(Find-ExchangeOnlinePartner)
    }
    Add-ExchangeOnlinePartnerFact $found
}
