<#
.SYNOPSIS
    Reads the remote domain of a partner and changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.
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
    DomainController = {{ dc }}
    PartnerDomain    = {{ partner_domain }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/read.ps1" %}

{% include "shared/steps/check.ps1" %}

{% include "steps/verify.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-RemoteDomain', 'Get-ExchangeServer'
    Invoke-Check { Invoke-DomainCheck }
    Invoke-Check { Invoke-ReplyCheck }
}
{% include "shared/closing.ps1" %}
