<#
.SYNOPSIS
    Lets Exchange Online sign in to your servers as a test.

.DESCRIPTION
    Run it in a PowerShell window that is connected to Exchange Online (Install-Module
    ExchangeOnlineManagement, then Connect-ExchangeOnline), on any PC, and not in the Exchange
    Management Shell. It only reads and can be run at any time. Without a mailbox in the answers
    nothing is tested. At the end it prints a receipt: copy it, or take the file it names, back
    to Crosstrust.

    Needs: Organization Management in Exchange Online, or Exchange Administrator.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
