<#
.SYNOPSIS
    Reads whether Exchange trusts the tenant and allows the requests of Teams.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management. The test with the mailbox needs Organization
    Management.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\check-access.ps1
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
    TenantId         = {{ tenant_id }}
    TestMailbox      = {{ test_mailbox }}
    TestUri          = {{ of_cloud.ews_url }}
    DomainController = ''
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/exchange-oauth.ps1" %}

{% include "shared/steps/teams-access.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector'
    Invoke-OAuthStep
    Add-TeamsAccessFact
}
{% include "shared/closing.ps1" %}
