<#
.SYNOPSIS
    Enables the connector to Exchange Online after all earlier steps are complete.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. The connector stays disabled until the dedicated hybrid
    application is in use, the host names are registered, and the test returns Success. One that
    this setup didn't create stays disabled until you decide in Crosstrust. At the end, it prints
    the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 6.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\enable-connector.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId           = {{ setup_id }}
    AnswersHash       = {{ fingerprint }}
    TenantId          = {{ tenant_id }}
    HybridDomain      = {{ hybrid_domain }}
    DomainController  = {{ domain_controller }}
    AcsMetadataUrl    = {{ of_cloud.acs_metadata or acs_metadata_url }}
    EvoStsMetadataUrl = {{ of_cloud.evosts_metadata or evosts_metadata_url }}
    TestUri           = {{ of_cloud.ews_url or online_ews_url }}
    TestMailbox       = {{ test_mailbox }}
    EnableConnector   = {{ enable_connector }}
    Created           = {{ created }}
    Enabled           = {{ enabled }}
    Uploaded          = {{ uploaded }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "steps/connector-read.ps1" %}

{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/relationships.ps1" %}

{% include "steps/enable-connector-read.ps1" %}

{% include "steps/enable-connector.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-IntraOrganizationConnector', 'Get-SettingOverride'
    Invoke-EnableConnectorStep
}
{% include "shared/closing.ps1" %}
