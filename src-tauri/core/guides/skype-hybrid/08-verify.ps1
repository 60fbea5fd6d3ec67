<#
.SYNOPSIS
    Reads the on-premises configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only reads,
    and you can run it at any time. If it can't read something, it says so and continues. At the
    end, it prints the script result. Import it into Crosstrust: copy it, or use the file that it
    names.

    Needs: CsViewOnlyAdministrator.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-verify.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = {{ setup_id }}
    AnswersHash    = {{ fingerprint }}
    StsMetadataUrl = {% include "steps/sts-metadata-url.ps1" %}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/check.ps1" %}

{% include "steps/oauth-server-read.ps1" %}

{% include "shared/steps/skype-partner-server.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "shared/steps/certificate-fact.ps1" %}

{% include "shared/steps/skype-token-issuer-read.ps1" %}

{% include "steps/web-services.ps1" %}

{% include "steps/verify.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration', 'Get-CsCertificate', 'Get-CsService'
    Invoke-Check { Invoke-OAuthServerCheck }
    Invoke-Check { Invoke-ExchangePartnerCheck }
    Invoke-Check { Invoke-ServiceNameCheck }
    Invoke-Check { Invoke-CertificateCheck }
    Invoke-Check { Invoke-WebServiceStep }
}
{% include "shared/closing.ps1" %}
