<#
.SYNOPSIS
    Reverses what the scripts of this guide did in Skype for Business Server, and nothing else.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reverses only
    what this setup did, according to the script results. You can run it again at any time, even
    after an interruption. With -WhatIf, it only shows what it would change. At the end, it prints
    the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each removal. With
    -Confirm:$false, it doesn't ask.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
