<#
.SYNOPSIS
    Reads whether the organization uses the dedicated Exchange hybrid application.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. If it does, Microsoft's script ConfigureExchangeHybridApplication.ps1 adds the next
    certificate to the application, and this script shows its command line. This script can't verify
    that, because the certificate is in the tenant. At the end, it prints the script result. Import
    it into Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management.

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
