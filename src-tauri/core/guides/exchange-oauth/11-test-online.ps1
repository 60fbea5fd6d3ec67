<#
.SYNOPSIS
    Tests whether Exchange Online can sign in to your servers.

.DESCRIPTION
    Run it on any PC, in a PowerShell window that is connected to Exchange Online. To connect, run
    Install-Module ExchangeOnlineManagement, then Connect-ExchangeOnline. Don't run it in the
    Exchange Management Shell. It only reads, and you can run it at any time. Without a mailbox in
    the answers, it tests nothing. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management in Exchange Online, or Exchange Administrator.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\test-online.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId        = {{ setup_id }}
    AnswersHash    = {{ fingerprint }}
    VerifiedDomain = {{ verified_domain }}
    HybridDomain   = {{ hybrid_domain }}
    OnPremisesUri  = {{ "https://" ~ ews_host ~ "/metadata/json/1" }}
    OnlineMailbox  = {{ online_mailbox }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/online-read.ps1" %}

{% include "steps/test-online.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Online PowerShell' 'Test-OAuthConnectivity', 'Get-AcceptedDomain' -Online
    Assert-Tenant
    Invoke-OnlineTestStep
}
{% include "shared/closing.ps1" %}
