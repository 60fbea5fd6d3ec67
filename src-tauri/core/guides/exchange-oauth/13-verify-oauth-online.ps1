<#
.SYNOPSIS
    Reads everything again that the guide set up in Exchange Online, and changes nothing.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It only reads and can be run at any time. What cannot be read is told, and
    the rest is still read. At the end it prints a receipt: copy it, or take the file it names,
    back to Crosstrust.

    Needs: View-Only Organization Management in Exchange Online, or Global Reader; the test,
    which runs only when a mailbox was given, needs Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 7 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\verify-oauth-online.ps1
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
    VerifiedDomain      = {{ verified_domain }}
    HybridDomain        = {{ hybrid_domain }}
    MoreDomains         = {{ more_domains }}
    HybridApplicationId = {{ hybrid_application_id }}
    OnPremisesUri       = {{ "https://" ~ ews_host ~ "/metadata/json/1" }}
    OnlineMailbox       = {{ online_mailbox }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/online-read.ps1" %}

{% include "steps/ews-access-read.ps1" %}

{% include "steps/test-online.ps1" %}

{% include "shared/steps/check.ps1" %}

{% include "steps/verify-online.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Get-IntraOrganizationConnector', 'Get-AcceptedDomain', 'Get-OrganizationConfig', 'Test-OAuthConnectivity' -Online
    Assert-Tenant
    Invoke-Check { Invoke-OnlineConnectorCheck }
    Invoke-Check { Invoke-EwsAccessCheck }
    Invoke-Check { Invoke-OnlineTestStep }
}
{% include "shared/closing.ps1" %}
