<#
.SYNOPSIS
    Restarts IIS on the Exchange servers that you named.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It restarts IIS on each of them
    every time it is run, or recycles two application pools, as you answered. It waits until the
    health pages of a server answer again before it goes on with the next one. If one does not
    come back, it stops there. With -WhatIf it only tells where it would. Users of a server
    notice a short pause: Outlook, phones and the admin center reconnect by themselves. At the
    end it prints a receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: Local administrator on these servers, and a window that was opened with "Run as
    administrator".

    Source: Configure partner applications in Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-server-iis.ps1 -WhatIf
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
    RestartIisOn     = {{ restart_iis_on }}
    RestartIisWith   = {{ restart_iis_with }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/iis.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-RestartStep
}
{% include "shared/closing.ps1" %}
