<#
.SYNOPSIS
    Configures OAuth with Exchange Server in Exchange Online: all steps in one run.

.DESCRIPTION
    Run it on any PC, in a PowerShell window that is connected to Exchange Online. To connect, run
    Install-Module ExchangeOnlineManagement, then Connect-ExchangeOnline. Don't run it in the
    Exchange Management Shell. It reads first and changes only what differs. You can run it again at
    any time, even after an interruption. With -WhatIf, it only shows what it would change. At the
    end, it prints the script result. Import it into Crosstrust: copy it, or use the file that it
    names.

    Needs: Organization Management in Exchange Online, or Exchange Administrator.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 7 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\exchange-oauth-online.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                     = {{ setup_id }}
    AnswersHash                 = {{ fingerprint }}
    VerifiedDomain              = {{ verified_domain }}
    HybridDomain                = {{ hybrid_domain }}
    MoreDomains                 = {{ more_domains }}
    OnPremisesDiscoveryEndpoint = {% include "steps/own-discovery-url.ps1" %}
    EnableOnlineConnector       = {{ enable_online_connector }}
    HybridApplicationId         = {{ hybrid_application_id }}
    AllowApplication            = {{ allow_application }}
    OnPremisesUri               = {{ "https://" ~ ews_host ~ "/metadata/json/1" }}
    OnlineMailbox               = {{ online_mailbox }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/free-name.ps1" %}

{% include "steps/online-read.ps1" %}

{% include "steps/connector-online.ps1" %}

{% include "steps/ews-access-read.ps1" %}

{% include "steps/ews-access.ps1" %}

{% include "steps/test-online.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Get-IntraOrganizationConnector', 'Get-AcceptedDomain', 'Get-OrganizationConfig', 'Test-OAuthConnectivity' -Online
    Assert-Tenant
    Invoke-OnlineConnectorStep
    Invoke-EwsAccessStep
    Invoke-OnlineTestStep
}
{% include "shared/closing.ps1" %}
