function Get-PartnerState {
    # How a partner application is or will be, in lines for the report.
    param([string]$Address, [string]$Trust, [bool]$Enabled)
    if ($Address) { 'Address: ' + $Address }
    'Trust level: ' + $Trust
    if ($Enabled) { 'Enabled' } else { 'Disabled' }
}
