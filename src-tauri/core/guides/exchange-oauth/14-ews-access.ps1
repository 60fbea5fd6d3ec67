<#
.SYNOPSIS
    Reads whether your servers can use EWS in Exchange Online, and adds their application to the
    list if you agreed.

.DESCRIPTION
    Run it on any PC, in a PowerShell window that is connected to Exchange Online. To connect, run
    Install-Module ExchangeOnlineManagement, then Connect-ExchangeOnline. Don't run it in the
    Exchange Management Shell. It reads first, and you can run it again at any time. It changes one
    thing, and only after you agreed in Crosstrust. It adds your dedicated hybrid application to
    EwsAllowedAppIDs and keeps every other entry. It never changes EwsEnabled. With -WhatIf, it only
    shows what it would change. At the end, it prints the script result. Import it into Crosstrust:
    copy it, or use the file that it names.

    Needs: Organization Management in Exchange Online, or Exchange Administrator. To only read,
    View-Only Organization Management is enough.

    Source: Control access to EWS in Exchange.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
