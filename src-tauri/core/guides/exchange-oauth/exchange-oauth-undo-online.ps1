<#
.SYNOPSIS
    Reverses what the scripts of this guide did in Exchange Online, and nothing else.

.DESCRIPTION
    Run it on any PC, in a PowerShell window that is connected to Exchange Online. To connect, run
    Install-Module ExchangeOnlineManagement, then Connect-ExchangeOnline. Don't run it in the
    Exchange Management Shell. It reverses only what this setup created or enabled, according to the
    script results. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each change. With
    -Confirm:$false, it doesn't ask.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
