<#
.SYNOPSIS
    Reads whether the organisation uses the dedicated Exchange hybrid application.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. Where the application is used, Microsoft's script
    ConfigureExchangeHybridApplication.ps1 adds the next certificate to it, and this script shows
    how to call it. It cannot read whether that was done: the key is in the tenant. At the end it
    prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: View-Only Organization Management.

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\hybrid-application.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = {{ setup_id }}
    AnswersHash      = {{ fingerprint }}
    DomainController = {{ domain_controller }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/rotation-read.ps1" %}

{% include "steps/hybrid-application.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-SettingOverride'
    Invoke-HybridApplicationUpdateStep
}
{% include "shared/closing.ps1" %}
