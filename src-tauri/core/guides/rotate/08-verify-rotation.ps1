<#
.SYNOPSIS
    Reads the configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. If it can't read something, it says so and continues. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    With -RestartIis, it also restarts IIS on this server at the end. Exchange keeps the Auth
    Certificate in memory. After the restart, it reads the certificate again. Users of this server
    notice a short pause: Outlook, phones and the admin center reconnect automatically. Restart one
    server after the other.

    Needs: View-Only Organization Management. -RestartIis needs a window that was opened with "Run
    as administrator".

    Source: Maintain the Exchange Server OAuth certificate.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after the script has read the configuration.

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

{% include "shared/steps/server-certificates.ps1" %}

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
