<#
.SYNOPSIS
    Reads whether Exchange has gone over to the next certificate, and publishes it with -Publish.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. At the end it prints a receipt: copy it, or take
    the file it names, back to Crosstrust.

    With -Publish it makes the next certificate the one in use, where its day has come and Exchange
    has not gone over by itself. Upload the certificate first: from that moment on Exchange signs
    with it.

    Needs: View-Only Organization Management; Organization Management to publish. Asks before the
    change; -Confirm:$false runs through.

    Source: Maintain the Exchange Server OAuth certificate, "How to rotate the Exchange Server Auth Certificate".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.PARAMETER Publish
    Publishes the next certificate where its day has come.

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

{% include "steps/servers-read.ps1" %}

{% include "steps/rollover-read.ps1" %}

{% include "steps/rollover.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeServer', 'Get-ExchangeCertificate'
    Invoke-RolloverStep $Publish
}
{% include "shared/closing.ps1" %}
