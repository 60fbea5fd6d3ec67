<#
.SYNOPSIS
    Makes sure Exchange trusts the two sign-in services of your tenant.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. It finds existing authorization servers by their tenant,
    whatever their names. At the end, it prints the script result. Import it into Crosstrust: copy
    it, or use the file that it names.

    Needs: Organization Client Access (part of Organization Management), and to read the Auth
    configuration. The server needs access to the two addresses in the answers.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 1.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\auth-servers.ps1 -WhatIf
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
    DomainController  = {{ domain_controller }}
    AcsMetadataUrl    = {{ of_cloud.acs_metadata or acs_metadata_url }}
    EvoStsMetadataUrl = {{ of_cloud.evosts_metadata or evosts_metadata_url }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/free-name.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "steps/auth-servers.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer'
    Invoke-AuthServerStep
}
{% include "shared/closing.ps1" %}
