<#
.SYNOPSIS
    Reads the Exchange configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. If it can't read something, it says so and continues. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-verify-exchange.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId            = {{ setup_id }}
    AnswersHash        = {{ fingerprint }}
    DomainController   = {{ domain_controller }}
    SkypeMetadataUrl   = {{ "https://" ~ skype_pool ~ "/metadata/json/1" }}
    FillAutodiscoverOn = {{ fill_autodiscover_on }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/check.ps1" %}

{% include "shared/steps/certificate-fact.ps1" %}

{% include "steps/exchange-certificate.ps1" %}

{% include "steps/autodiscover-read.ps1" %}

{% include "steps/autodiscover-fact.ps1" %}

{% include "steps/skype-partner-read.ps1" %}

{% include "steps/verify-exchange.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-Check { Invoke-ExchangeCertificateStep }
    Invoke-Check { Invoke-AutodiscoverCheck }
    Invoke-Check { Invoke-SkypePartnerCheck }
}
{% include "shared/closing.ps1" %}
