<#
.SYNOPSIS
    Sets up the Exchange Online side of OAuth with Exchange Server: all steps in one run.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It reads first and changes only what differs, so it can be run again at
    any time, also after it was interrupted. With -WhatIf it only tells what it would change. At
    the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Organization Management in Exchange Online, or Exchange Administrator.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 7 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
