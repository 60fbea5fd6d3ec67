<#
.SYNOPSIS
    Takes back what the scripts of this guide did on the Skype for Business side, and nothing else.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It takes
    back only what the receipts say this setup did, and can be run again at any time, also after
    it was interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each removal; -Confirm:$false
    runs through.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-server-undo-skype.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = {{ setup_id }}
    AnswersHash             = {{ fingerprint }}
    ExchangeAutodiscoverUrl = {{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.svc" }}
    ExchangeMetadataUrl     = {{ "https://" ~ autodiscover_host ~ "/autodiscover/metadata/json/1" }}
    Created                 = {{ created }}
    Relinked                = {{ relinked }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/skype-partner-address.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "steps/exchange-partner-state.ps1" %}

{% include "steps/undo-skype.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration', 'Get-CsPartnerApplication'
    Invoke-UndoExchangePartnerStep
    Invoke-UndoOAuthConfigurationStep
}
{% include "shared/closing.ps1" %}
