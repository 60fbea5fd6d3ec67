<#
.SYNOPSIS
    Makes sure a connector leads from Exchange Online to the mailboxes on your servers.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It reads first and changes only what differs, so it can be run again at
    any time, also after it was interrupted. With -WhatIf it only tells what it would change. A
    connector that is there under another name is found by its domain and used. At the end it
    prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Organization Management in Exchange Online, or Exchange Administrator.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 7.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\connector-online.ps1 -WhatIf
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
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/free-name.ps1" %}

{% include "steps/online-read.ps1" %}

{% include "steps/connector-online.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Get-IntraOrganizationConnector', 'Get-AcceptedDomain' -Online
    Assert-Tenant
    Invoke-OnlineConnectorStep
}
{% include "shared/closing.ps1" %}
