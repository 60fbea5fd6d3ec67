<#
.SYNOPSIS
    Reads what the dedicated hybrid application of Skype for Business Server needs and changes.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. Run it once before
    Microsoft's script and once after it. It only reads, and you can run it at any time. The first
    run saves its values in the output folder. Later runs show what has changed since. At the end,
    it prints the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator.

    Source: Released: August 2025 Skype for Business Server hotfix updates.

.PARAMETER OutputFolder
    Folder for the result and the first reading. Created if it is missing.

.EXAMPLE
    .\skype-hybrid-application.ps1
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
{% include "steps/builds.ps1" %}

{% include "steps/hybrid-application.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthServer', 'Get-CsPartnerApplication', 'Get-CsOAuthConfiguration'
    Invoke-HybridApplicationStep
}
{% include "shared/closing.ps1" %}
