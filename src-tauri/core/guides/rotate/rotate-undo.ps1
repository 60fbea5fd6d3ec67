<#
.SYNOPSIS
    Reverses what the scripts of this guide did, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It clears only a next certificate
    that this setup set, according to the script results, and only before Exchange uses it. You can
    run it again at any time, even after an interruption. With -WhatIf, it only shows what it would
    change. At the end, it prints the script result. Import it into Crosstrust: copy it, or use the
    file that it names.

    Needs: Organization Management. Asks before the change. With -Confirm:$false, it doesn't ask.

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
