<#
.SYNOPSIS
    Makes Skype for Business Server trust the authorization server of your tenant.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads first
    and changes only what differs. You can run it again at any time, even after an interruption.
    With -WhatIf, it only shows what it would change. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator. It doesn't connect to Skype for Business Online, because your answers
    contain the tenant ID.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-oauth-server.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = {{ setup_id }}
    AnswersHash    = {{ fingerprint }}
    TenantId       = {{ tenant_id }}
    StsMetadataUrl = {% include "steps/sts-metadata-url.ps1" %}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "steps/oauth-server-read.ps1" %}

{% include "steps/oauth-server.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer'
    Invoke-OAuthServerStep
}
{% include "shared/closing.ps1" %}
