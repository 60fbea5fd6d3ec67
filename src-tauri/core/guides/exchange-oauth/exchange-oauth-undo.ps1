<#
.SYNOPSIS
    Reverses what the scripts of this guide did on premises, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reverses only what this setup
    created or enabled, according to the script results. You can run it again at any time, even
    after an interruption. With -WhatIf, it only shows what it would change. At the end, it prints
    the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each change. With
    -Confirm:$false, it doesn't ask.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\exchange-oauth-undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
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
    Created           = {{ created }}
    Enabled           = {{ enabled }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "steps/partner-read.ps1" %}

{% include "steps/connector-read.ps1" %}

{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/relationships.ps1" %}

{% include "steps/undo.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-SettingOverride'
    Invoke-UndoConnectorStep
    Invoke-UndoEnableConnectorStep
    Invoke-UndoExchangeOnlinePartnerStep
    Invoke-UndoAuthServerStep
}
{% include "shared/closing.ps1" %}
