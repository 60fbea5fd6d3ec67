<#
.SYNOPSIS
    Reads what is there, changes nothing, and fills in the answers.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. At the end it prints a receipt: copy it, or take the file it names, back to
    Crosstrust.

    Needs: View-Only Organization Management is enough. What your account may not read is reported
    as unread.

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\discover-rotation.ps1
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
{% include "shared/steps/read-fact.ps1" %}

{% include "shared/steps/directory.ps1" %}

{% include "steps/local-certificate.ps1" %}

{% include "steps/exportable.ps1" %}

{% include "steps/candidates.ps1" %}

{% include "steps/discover.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-OrganizationConfig'
    Invoke-DiscoveryStep
}
{% include "shared/closing.ps1" %}
