<#
.SYNOPSIS
    Tells Skype for Business Server where the autodiscover service of Exchange is.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads
    first and changes only what differs, so it can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: CsAdministrator.

    Source: Plan to integrate Skype for Business and Exchange.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
