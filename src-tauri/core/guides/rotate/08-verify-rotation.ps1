<#
.SYNOPSIS
    Reads everything again that this guide is about, and changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. What cannot be read is told, and the rest is still read. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    With -RestartIis it also restarts IIS on this server, as the last thing it does. Exchange
    keeps the Auth Certificate in memory; after the restart it reads it afresh. Users of this
    server notice a short pause: Outlook, phones and the admin center reconnect by themselves.
    Restart one server after the other.

    Needs: View-Only Organization Management. -RestartIis needs a window that was opened with "Run
    as administrator".

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after everything has been read.

.PARAMETER RecyclePools
    Recycles two application pools on this server instead of restarting IIS.

.EXAMPLE
    .\verify-rotation.ps1

.EXAMPLE
    .\verify-rotation.ps1 -RestartIis
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig",

    [switch]$RestartIis,

    [switch]$RecyclePools
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

{% include "steps/certificates.ps1" %}

{% include "steps/exportable.ps1" %}

{% include "steps/candidates.ps1" %}

{% include "steps/next-read.ps1" %}

{% include "steps/rollover-read.ps1" %}

{% include "shared/steps/check.ps1" %}

{% include "shared/steps/restart.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeServer', 'Get-ExchangeCertificate'
    Invoke-Check { Invoke-CertificatesStep }
    Invoke-Check { Invoke-NextCheck }
    Invoke-Check { Invoke-RolloverCheck }
    if ($RestartIis -or $RecyclePools) { Invoke-RestartStep -PoolsOnly:$RecyclePools }
}
{% include "shared/closing.ps1" %}
