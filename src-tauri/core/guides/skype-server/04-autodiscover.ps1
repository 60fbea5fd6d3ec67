<#
.SYNOPSIS
    Reads the Autodiscover address of every Exchange server, and sets it on the servers that you
    chose.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Organization Client Access (part of Organization Management).

    Source: Plan to integrate Skype for Business and Exchange.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-autodiscover.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
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
    FillAutodiscoverOn = {{ fill_autodiscover_on }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/autodiscover-read.ps1" %}

{% include "steps/autodiscover-fact.ps1" %}

{% include "steps/autodiscover.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-AutodiscoverStep
}
{% include "shared/closing.ps1" %}
