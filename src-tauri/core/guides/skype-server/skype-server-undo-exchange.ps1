<#
.SYNOPSIS
    Reverses what the scripts of this guide did in Exchange, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reverses only what this setup
    did, according to the script results. You can run it again at any time, even after an
    interruption. With -WhatIf, it only shows what it would change. At the end, it prints the script
    result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each removal. With
    -Confirm:$false, it doesn't ask.

    Source: Plan to integrate Skype for Business and Exchange; Configure partner applications in
    Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
