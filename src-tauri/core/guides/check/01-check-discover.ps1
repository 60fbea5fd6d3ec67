<#
.SYNOPSIS
    Reads the configuration and suggests the answers. Changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management is enough. The result lists what your account can't
    read.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
