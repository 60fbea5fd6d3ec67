<#
.SYNOPSIS
    Sets the address of the Autodiscover service of Exchange in Skype for Business Server.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads first
    and changes only what differs. You can run it again at any time, even after an interruption.
    With -WhatIf, it only shows what it would change. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator.

    Source: Plan to integrate Skype for Business and Exchange.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-oauth-configuration.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = {{ setup_id }}
    AnswersHash             = {{ fingerprint }}
    ExchangeAutodiscoverUrl = {{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.svc" }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/replication-read.ps1" %}

{% include "steps/replication-send.ps1" %}

{% include "steps/oauth-configuration.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration'
    Invoke-OAuthConfigurationStep
}
{% include "shared/closing.ps1" %}
