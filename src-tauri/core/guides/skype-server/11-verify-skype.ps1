<#
.SYNOPSIS
    Reads the Skype for Business configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only reads,
    and you can run it at any time. If it can't read something, it says so and continues. Run the
    script on every Front End server: all of them must use the same certificate. At the end, it
    prints the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-verify-skype.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId             = {{ setup_id }}
    AnswersHash         = {{ fingerprint }}
    AutodiscoverHost    = {{ autodiscover_host }}
    ExchangeMetadataUrl = {{ "https://" ~ autodiscover_host ~ "/autodiscover/metadata/json/1" }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/check.ps1" %}

{% include "shared/steps/certificate-fact.ps1" %}

{% include "shared/steps/skype-token-issuer-read.ps1" %}

{% include "steps/front-ends.ps1" %}

{% include "steps/dns.ps1" %}

{% include "shared/steps/skype-partner-address.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "steps/verify-skype.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration', 'Get-CsPartnerApplication', 'Get-CsCertificate', 'Get-CsService'
    Invoke-Check { Invoke-TokenIssuerCheck }
    Invoke-Check { Invoke-DnsStep }
    Invoke-Check { Invoke-OAuthConfigurationCheck }
    Invoke-Check { Invoke-ExchangePartnerCheck }
}
{% include "shared/closing.ps1" %}
