<#
.SYNOPSIS
    Takes back what the scripts of this guide did on the Exchange side, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It takes back only what the
    receipts say this setup did, and can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each removal; -Confirm:$false
    runs through.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-server-undo-exchange.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId            = {{ setup_id }}
    AnswersHash        = {{ fingerprint }}
    DomainController   = {{ domain_controller }}
    AutodiscoverUri    = {{ "https://" ~ autodiscover_host ~ "/autodiscover/autodiscover.xml" }}
    SkypeMetadataUrl   = {{ "https://" ~ skype_pool ~ "/metadata/json/1" }}
    Created            = {{ created }}
    Enabled            = {{ enabled }}
    FillAutodiscoverOn = {{ fill_autodiscover_on }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/autodiscover-read.ps1" %}

{% include "steps/autodiscover-fact.ps1" %}

{% include "steps/skype-partner-read.ps1" %}

{% include "steps/undo-exchange.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-UndoSkypePartnerStep
    Invoke-UndoAutodiscoverStep
}
{% include "shared/closing.ps1" %}
