<#
.SYNOPSIS
    Exports the public part of the Exchange Auth Certificate: the one in use and, when it is set, the next one.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. No private key is read and no password is asked
    for. At the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: View-Only Organization Management, and to write to the output folder.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 3.

.PARAMETER OutputFolder
    Folder for the receipt and the exported certificates. Created when it is missing.

.EXAMPLE
    .\export.ps1 -WhatIf
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
{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/export.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig'
    Invoke-ExportStep
}
{% include "shared/closing.ps1" %}
