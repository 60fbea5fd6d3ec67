<#
.SYNOPSIS
    Counts the requests of Teams in the logs of every Mailbox server.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. At the end it prints a receipt: copy it, or take the file it names, back to
    Crosstrust.

    Needs: View-Only Organization Management, and administrator rights on every server whose logs
    are read. A server whose logs cannot be read is named.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\check-calls.ps1
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
    DomainController = ''
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/teams-calls.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-ExchangeServer', 'Get-AuthConfig'
    Invoke-TeamsCallsStep
}
{% include "shared/closing.ps1" %}
