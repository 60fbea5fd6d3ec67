<#
.SYNOPSIS
    Reads under which names your pools are reached from outside.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only
    reads and can be run at any time. At the end it prints a receipt: copy it, or take the file
    it names, back to Crosstrust.

    Needs: CsViewOnlyAdministrator.

    Source: Configure server-to-server authentication for a Skype for Business Server hybrid
    environment.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
