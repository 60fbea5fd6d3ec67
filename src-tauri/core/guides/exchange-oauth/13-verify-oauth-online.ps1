<#
.SYNOPSIS
    Reads the Exchange Online configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it on any PC, in a PowerShell window that is connected to Exchange Online. To connect, run
    Install-Module ExchangeOnlineManagement, then Connect-ExchangeOnline. Don't run it in the
    Exchange Management Shell. It only reads, and you can run it at any time. If it can't read
    something, it says so and continues. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management in Exchange Online, or Global Reader. The test, which
    runs only with a mailbox, needs Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 7 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
