<#
.SYNOPSIS
    Reads the partner application CloudVoicemail.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\check-voicemail.ps1
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
    TenantId         = {{ tenant_id }}
    DomainController = ''
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/partner-application-check.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-PartnerApplicationCheck 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae'
}
{% include "shared/closing.ps1" %}
