<#
.SYNOPSIS
    Sets the certificate that takes over next, where none is set, and reads it back.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. Run it on the server where the new certificate was
    made. At the end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Organization Management. Asks before the change; -Confirm:$false runs through.

    Source: Maintain the Exchange Server OAuth certificate, "How to rotate the Exchange Server Auth Certificate".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\next.ps1 -WhatIf
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
    NextThumbprint   = {{ next_thumbprint }}
    TakeoverDays     = {{ takeover }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/local-certificate.ps1" %}

{% include "steps/rotation-read.ps1" %}

{% include "steps/rotation-facts.ps1" %}

{% include "steps/exportable.ps1" %}

{% include "steps/candidates.ps1" %}

{% include "steps/next-read.ps1" %}

{% include "steps/next.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeCertificate'
    Invoke-NextStep
}
{% include "shared/closing.ps1" %}
