<#
.SYNOPSIS
    Configures Exchange for "Skype for Business Server with Exchange Server": all steps in one run.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. Every time you run
    it, it restarts IIS on the servers that you entered. With -WhatIf, it only shows what it would
    change. At the end, it prints the script result. Import it into Crosstrust: copy it, or use the
    file that it names.

    Needs: Organization Management, and an elevated window if you restart IIS.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-exchange.ps1 -WhatIf
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
    AutodiscoverUri    = {{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.xml" }}
    SkypeMetadataUrl   = {{ "https://" ~ skype_pool ~ "/metadata/json/1" }}
    RestartIisOn       = {{ restart_iis_on }}
    FillAutodiscoverOn = {{ fill_autodiscover_on }}
    RestartIisWith     = {{ restart_iis_with }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/certificate-fact.ps1" %}

{% include "steps/exchange-certificate.ps1" %}

{% include "steps/autodiscover-read.ps1" %}

{% include "steps/autodiscover-fact.ps1" %}

{% include "steps/autodiscover.ps1" %}

{% include "steps/skype-partner-read.ps1" %}

{% include "steps/skype-partner.ps1" %}

{% include "steps/iis.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-ExchangeCertificateStep
    Invoke-AutodiscoverStep
    Invoke-SkypePartnerStep
    Invoke-RestartStep
}
{% include "shared/closing.ps1" %}
