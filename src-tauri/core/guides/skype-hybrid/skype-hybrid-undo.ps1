<#
.SYNOPSIS
    Reverses what the scripts of this guide did on premises, and nothing else.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reverses only
    what this setup did, according to the script results. You can run it again at any time, even
    after an interruption. With -WhatIf, it only shows what it would change. At the end, it prints
    the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each removal. With
    -Confirm:$false, it doesn't ask.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
