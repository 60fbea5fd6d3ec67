<#
.SYNOPSIS
    Takes back what the scripts of this guide did, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It takes back only a next
    certificate that the receipts say this setup set, and only while Exchange has not gone over to
    it. It can be run again at any time, also after it was interrupted. With -WhatIf it only tells
    what it would change. At the end it prints a receipt: copy it, or take the file it names,
    back to Crosstrust.

    Needs: Organization Management. Asks before the change; -Confirm:$false runs through.

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\rotate-undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = {{ setup_id }}
    AnswersHash      = {{ fingerprint }}
    DomainController = {{ domain_controller }}
    Created          = {{ created }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/rotation-read.ps1" %}

{% include "steps/undo.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig'
    Invoke-UndoNextStep
}
{% include "shared/closing.ps1" %}
