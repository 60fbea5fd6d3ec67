<#
.SYNOPSIS
    Makes Skype for Business Server use the service name of Skype for Business Online.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It reads first
    and changes only what differs. You can run it again at any time, even after an interruption.
    With -WhatIf, it only shows what it would change. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-service-name.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId     = {{ setup_id }}
    AnswersHash = {{ fingerprint }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/service-name.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration'
    Invoke-ServiceNameStep
}
{% include "shared/closing.ps1" %}
