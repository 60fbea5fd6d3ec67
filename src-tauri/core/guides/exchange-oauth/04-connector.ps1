<#
.SYNOPSIS
    Makes sure a connector to the mailboxes in Exchange Online is there, and leaves it off.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. A connector that is there under another name is
    found by its domain and stays as it is. A new one is created off: it is enabled in a later
    step. At the end it prints a receipt: copy it, or take the file it names, back to
    Crosstrust.

    Needs: Organization Client Access (part of Organization Management).

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 6.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\connector.ps1 -WhatIf
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
    HybridDomain            = {{ hybrid_domain }}
    DomainController        = {{ domain_controller }}
    OnlineDiscoveryEndpoint = {{ of_cloud.discovery_url or online_discovery_url }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/free-name.ps1" %}

{% include "steps/connector-read.ps1" %}

{% include "steps/connector.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-IntraOrganizationConnector'
    Invoke-ConnectorStep
}
{% include "shared/closing.ps1" %}
