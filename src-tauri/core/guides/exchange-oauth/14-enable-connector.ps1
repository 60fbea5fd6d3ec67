<#
.SYNOPSIS
    Enables the connector to Exchange Online once everything before it works.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. The connector stays off as long as the dedicated
    hybrid application is not in use, the host names are not registered, or the test does not
    say Success. One that this setup did not create stays off until you decide in Crosstrust. At
    the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 6.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
