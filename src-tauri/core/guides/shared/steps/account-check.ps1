function Invoke-AccountCheck {
    param([string]$Name)
    Start-Step 'account' ('Application account ' + $Name + ' (only read)')
    $account = Get-ApplicationAccount $Name
    Add-AccountFact $account
}
