<#
.SYNOPSIS
    Reads the external names of your pools.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only reads,
    and you can run it at any time. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-web-services.ps1
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
{% include "steps/web-services.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsService'
    Invoke-WebServiceStep
}
{% include "shared/closing.ps1" %}
