<#
.SYNOPSIS
    Checks that this server finds the Autodiscover host by its name.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It only reads,
    and you can run it at any time. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: CsViewOnlyAdministrator.

    Source: Plan to integrate Skype for Business and Exchange.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-dns.ps1
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
    AutodiscoverHost = {{ autodiscover_host }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/dns.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Get-CsOAuthConfiguration'
    Invoke-DnsStep
}
{% include "shared/closing.ps1" %}
