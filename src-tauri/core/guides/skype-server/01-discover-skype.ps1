<#
.SYNOPSIS
    Reads the configuration of Skype for Business Server and suggests answers. Changes nothing.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only reads,
    and you can run it at any time. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator is enough. The result lists what your account can't read.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-discover-skype.ps1
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
{% include "shared/steps/read-fact.ps1" %}

{% include "shared/steps/skype-partner-address.ps1" %}

{% include "shared/steps/skype-partner-server.ps1" %}

{% include "shared/steps/skype-discover.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration', 'Get-CsPartnerApplication', 'Get-CsService'
    Invoke-SkypeDiscoveryStep
}
{% include "shared/closing.ps1" %}
