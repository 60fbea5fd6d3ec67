<#
.SYNOPSIS
    Creates the remote domain of a partner and sets its automatic replies.

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

{% include "steps/set-up.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-RemoteDomain', 'Get-ExchangeServer'
    Invoke-DomainStep
    Invoke-ReplyStep
}
{% include "shared/closing.ps1" %}
