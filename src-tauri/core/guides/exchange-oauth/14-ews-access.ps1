<#
.SYNOPSIS
    Reads whether your servers can use EWS in Exchange Online, and adds their application to the list if you decided so.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It reads first and can be run again at any time. It changes one thing, and
    only after you decided so in Crosstrust: it adds your dedicated hybrid application to
    EwsAllowedAppIDs and keeps every other entry. It never changes EwsEnabled. With -WhatIf it
    only tells what it would change. At the end it prints a receipt: copy it, or take the file it
    names, back to Crosstrust.

    Needs: Organization Management in Exchange Online, or Exchange Administrator; to read only,
    View-Only Organization Management.

    Source: Control access to EWS in Exchange.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\ews-access.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
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
    HybridApplicationId = {{ hybrid_application_id }}
    AllowApplication    = {{ allow_application }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/online-read.ps1" %}

{% include "steps/ews-access-read.ps1" %}

{% include "steps/ews-access.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Get-OrganizationConfig', 'Get-AcceptedDomain' -Online
    Assert-Tenant
    Invoke-EwsAccessStep
}
{% include "shared/closing.ps1" %}
