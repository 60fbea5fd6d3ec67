<#
.SYNOPSIS
    Reads the OAuthTokenIssuer certificate of Skype for Business Server.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It changes
    nothing except the output folder. You can run it again at any time. Run it on every Front End
    server: all of them must use the same certificate. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator, and to write to the output folder.

    Source: Plan to integrate Skype for Business and Exchange.

.PARAMETER OutputFolder
    Folder for the result and the exported certificate. Created if it is missing.

.EXAMPLE
    .\skype-server-token-issuer.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId     = {{ setup_id }}
    AnswersHash = {{ fingerprint }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/certificate-fact.ps1" %}

{% include "shared/steps/skype-token-issuer-read.ps1" %}

{% include "shared/steps/skype-token-issuer.ps1" %}

{% include "steps/front-ends.ps1" %}

{% include "steps/token-issuer.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsCertificate', 'Get-CsService'
    Invoke-TokenIssuerStep
}
{% include "shared/closing.ps1" %}
