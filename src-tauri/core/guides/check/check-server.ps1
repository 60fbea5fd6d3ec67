<#
.SYNOPSIS
    Reads the configuration, and all settings that decide whether Teams can use mailboxes on your
    servers. Suggests the answers.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. At the end, it prints the script result. Import it into Crosstrust: copy it, or use
    the file that it names.

    Needs: View-Only Organization Management is enough. The result lists what your account can't
    read.

    Source: Teams and Exchange interaction issues.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\check-server.ps1
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

{% include "shared/steps/discover.ps1" %}

{% include "shared/steps/exchange-oauth.ps1" %}

{% include "shared/steps/teams-access.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/partner-application-check.ps1" %}

{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/export-check.ps1" %}

{% include "steps/hybrid-application.ps1" %}

{% include "shared/steps/teams-calls.ps1" %}

{% include "shared/steps/check.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    if (-not $Answers.DomainController) { $Dc.Remove('DomainController') }
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-OrganizationConfig'
    Invoke-Check { Invoke-DiscoveryStep @('TeamsScheduler', 'SfBOnline-ApplicationAccount') @('TeamsSchedulerRole') }
    Invoke-Check { Invoke-OAuthStep }
    Invoke-Check { Add-TeamsAccessFact }
    Invoke-Check { Invoke-PartnerApplicationCheck 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df' }
    Invoke-Check { Invoke-PartnerApplicationCheck 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae' }
    Invoke-Check { Invoke-CertificateCheck }
    Invoke-Check { Invoke-HybridApplicationCheck }
    Invoke-Check { Invoke-TeamsCallsStep }
}
{% include "shared/closing.ps1" %}
