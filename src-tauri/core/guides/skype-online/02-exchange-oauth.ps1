<#
.SYNOPSIS
    Reads whether OAuth between this Exchange organization and Exchange Online is configured.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. Crosstrust lists what is missing, with the command that adds it. At the end, it
    prints the script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management. The connectivity test, which runs only with a mailbox,
    needs Organization Management.

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, step 1.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\exchange-oauth.ps1
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
    DomainController = {{ domain_controller }}
    TestMailbox      = {{ test_mailbox }}
    TestUri          = {{ of_cloud.ews_url }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/exchange-oauth.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector'
    Invoke-OAuthStep
}
{% include "shared/closing.ps1" %}
