<#
.SYNOPSIS
    Reads whether Exchange uses the next certificate, and publishes it with -Publish.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    With -Publish, it makes the next certificate the current one, if the rollover date has passed
    and Exchange hasn't switched automatically. Upload the certificate first, because Exchange then
    signs with it immediately.

    Needs: View-Only Organization Management. -Publish needs Organization Management. The script
    asks before the change. With -Confirm:$false, it doesn't ask.

    Source: Maintain the Exchange Server OAuth certificate, "How to rotate the Exchange Server Auth Certificate".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.PARAMETER Publish
    Publishes the next certificate if the rollover date has passed.

.EXAMPLE
    .\rollover.ps1

.EXAMPLE
    .\rollover.ps1 -Publish -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig",

    [switch]$Publish
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId          = {{ setup_id }}
    AnswersHash      = {{ fingerprint }}
    DomainController = {{ domain_controller }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/local-certificate.ps1" %}

{% include "steps/rotation-read.ps1" %}

{% include "steps/rotation-facts.ps1" %}

{% include "shared/steps/server-certificates.ps1" %}

{% include "steps/rollover-read.ps1" %}

{% include "steps/rollover.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeServer', 'Get-ExchangeCertificate'
    Invoke-RolloverStep $Publish
}
{% include "shared/closing.ps1" %}
