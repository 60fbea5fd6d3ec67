<#
.SYNOPSIS
    Restarts IIS on the Exchange servers that you entered.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. Every time you run it, it restarts
    IIS on each of them, or recycles two application pools, as in your answers. It waits until the
    health pages of a server respond before it continues with the next one. If a server doesn't
    respond, it stops. With -WhatIf, it only shows which servers it would restart. Users of a server
    notice a short pause: Outlook, phones and the admin center reconnect automatically. At the end,
    it prints the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Local administrator on these servers, and a window that was opened with "Run as
    administrator".

    Source: Configure partner applications in Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
