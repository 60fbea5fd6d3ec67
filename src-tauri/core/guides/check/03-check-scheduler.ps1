<#
.SYNOPSIS
    Reads the partner application TeamsScheduler.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\check-scheduler.ps1
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
    Invoke-PartnerApplicationCheck 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df'
}
{% include "shared/closing.ps1" %}
