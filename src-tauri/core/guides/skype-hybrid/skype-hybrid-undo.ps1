<#
.SYNOPSIS
    Takes back what the scripts of this guide did on premises, and nothing else.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It takes
    back only what the receipts say this setup did, and can be run again at any time, also after
    it was interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each removal; -Confirm:$false
    runs through.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-hybrid-undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = {{ setup_id }}
    AnswersHash    = {{ fingerprint }}
    StsMetadataUrl = {% include "steps/sts-metadata-url.ps1" %}
    Created        = {{ created }}
    Enabled        = {{ enabled }}
    Relinked       = {{ relinked }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/oauth-server-read.ps1" %}

{% include "shared/steps/skype-partner-server.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "steps/undo.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration'
    Invoke-UndoServiceNameStep
    Invoke-UndoExchangePartnerStep
    Invoke-UndoOAuthServerStep
}
{% include "shared/closing.ps1" %}
