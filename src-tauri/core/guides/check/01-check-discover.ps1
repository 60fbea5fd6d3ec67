<#
.SYNOPSIS
    Reads what is there, changes nothing, and fills in the answers.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. At the end it prints a receipt: copy it, or take the file it names, back to
    Crosstrust.

    Needs: View-Only Organization Management is enough. What your account may not read is
    reported as unread.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\check-discover.ps1
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
    DomainController = ''
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/discover.ps1" %}

{% include "shared/steps/teams-access.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig', 'Get-OrganizationConfig'
    Invoke-DiscoveryStep @('TeamsScheduler', 'SfBOnline-ApplicationAccount') @('TeamsSchedulerRole')
    Add-TeamsAccessFact
}
{% include "shared/closing.ps1" %}
