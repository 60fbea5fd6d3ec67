<#
.SYNOPSIS
    Exports the public part of the OAuthTokenIssuer certificate.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It changes
    nothing except the output folder. You can run it again at any time. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator, and to write to the output folder. It reads no private key and
    asks for no password.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result and the exported certificate. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-token-issuer.ps1 -WhatIf
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

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsCertificate'
    Invoke-CertificateStep
}
{% include "shared/closing.ps1" %}
