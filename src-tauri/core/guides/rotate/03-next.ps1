<#
.SYNOPSIS
    Sets the next certificate if none is set, and verifies it.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. Run it on the server where you created the new certificate. At
    the end, it prints the script result. Import it into Crosstrust: copy it, or use the file that
    it names.

    Needs: Organization Management. Asks before the change. With -Confirm:$false, it doesn't ask.

    Source: Maintain the Exchange Server OAuth certificate, "How to rotate the Exchange Server Auth Certificate".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
