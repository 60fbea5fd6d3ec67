<#
.SYNOPSIS
    Takes back what the scripts of this guide did in Exchange Online, and nothing else.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It takes back only what the receipts say this setup made or enabled, and
    can be run again at any time, also after it was interrupted. With -WhatIf it only tells what
    it would change. At the end it prints a receipt: copy it, or take the file it names, back to
    Crosstrust.

    Needs: The same rights as the script that made it. Asks before each change; -Confirm:$false
    runs through.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\exchange-oauth-undo-online.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId             = {{ setup_id }}
    AnswersHash         = {{ fingerprint }}
    VerifiedDomain      = {{ verified_domain }}
    HybridDomain        = {{ hybrid_domain }}
    MoreDomains         = {{ more_domains }}
    HybridApplicationId = {{ hybrid_application_id }}
    Created             = {{ created }}
    Enabled             = {{ enabled }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/online-read.ps1" %}

{% include "steps/ews-access-read.ps1" %}

{% include "steps/undo-online.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Get-IntraOrganizationConnector', 'Get-AcceptedDomain', 'Get-OrganizationConfig' -Online
    Assert-Tenant
    Invoke-UndoEwsAccessStep
    Invoke-UndoOnlineConnectorStep
}
{% include "shared/closing.ps1" %}
