<#
.SYNOPSIS
    Configures the on-premises side of "Skype for Business Server hybrid": all steps in one run.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads first
    and changes only what differs. You can run it again at any time, even after an interruption.
    With -WhatIf, it only shows what it would change. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator and local administrator. It doesn't connect to Skype for Business Online,
    because your answers contain the tenant ID.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result and the exported certificate. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-skype.ps1 -WhatIf
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
    TenantId       = {{ tenant_id }}
    StsMetadataUrl = {% include "steps/sts-metadata-url.ps1" %}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "steps/oauth-server-read.ps1" %}

{% include "steps/oauth-server.ps1" %}

{% include "shared/steps/skype-partner-address.ps1" %}

{% include "shared/steps/skype-partner-server.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "steps/exchange-partner.ps1" %}

{% include "steps/service-name.ps1" %}

{% include "shared/steps/certificate-fact.ps1" %}

{% include "shared/steps/skype-token-issuer-read.ps1" %}

{% include "shared/steps/skype-token-issuer.ps1" %}

{% include "steps/web-services.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration', 'Get-CsCertificate', 'Get-CsService'
    Invoke-OAuthServerStep
    Invoke-ExchangePartnerStep
    Invoke-ServiceNameStep
    Invoke-CertificateStep
    Invoke-WebServiceStep
}
{% include "shared/closing.ps1" %}
