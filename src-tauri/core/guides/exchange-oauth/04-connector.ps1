<#
.SYNOPSIS
    Makes sure a connector to the mailboxes in Exchange Online exists. A new one is disabled.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. It finds an existing connector by its domain, and doesn't
    change it. A new one is disabled. A later step enables it. At the end, it prints the script
    result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Organization Client Access (part of Organization Management).

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 6.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
