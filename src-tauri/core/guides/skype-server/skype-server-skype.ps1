<#
.SYNOPSIS
    Configures Skype for Business Server for "Skype for Business Server with Exchange Server": all
    steps in one run.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads first
    and changes only what differs. You can run it again at any time, even after an interruption.
    With -WhatIf, it only shows what it would change. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator and local administrator. The test needs membership in the local group
    RTC Local User Administrators.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result and the exported certificate. Created if it is missing.

.EXAMPLE
    .\skype-server-skype.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = {{ setup_id }}
    AnswersHash             = {{ fingerprint }}
    AutodiscoverHost        = {{ autodiscover_host }}
    ExchangeAutodiscoverUrl = {{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.svc" }}
    ExchangeMetadataUrl     = {{ "https://" ~ autodiscover_host ~ "/autodiscover/metadata/json/1" }}
    TestSipUri              = {{ test_sip_uri }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/certificate-fact.ps1" %}

{% include "shared/steps/skype-token-issuer-read.ps1" %}

{% include "shared/steps/skype-token-issuer.ps1" %}

{% include "steps/front-ends.ps1" %}

{% include "steps/token-issuer.ps1" %}

{% include "steps/dns.ps1" %}

{% include "steps/replication-read.ps1" %}

{% include "steps/replication-send.ps1" %}

{% include "steps/oauth-configuration.ps1" %}

{% include "shared/steps/skype-partner-address.ps1" %}

{% include "steps/exchange-partner-read.ps1" %}

{% include "steps/exchange-partner-state.ps1" %}

{% include "steps/exchange-partner.ps1" %}

{% include "steps/replication-wait.ps1" %}

{% include "steps/test.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration', 'Get-CsPartnerApplication', 'Get-CsCertificate', 'Get-CsService'
    Invoke-TokenIssuerStep
    Invoke-DnsStep
    Invoke-OAuthConfigurationStep
    Invoke-ExchangePartnerStep
    Invoke-TestStep
}
{% include "shared/closing.ps1" %}
