<#
.SYNOPSIS
    Reads the on-premises configuration of this guide again. Changes nothing.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. If it can't read something, it says so and continues. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    With -RestartIis, it also restarts IIS on this server at the end. Exchange can use old settings
    of partner applications for about 15 minutes. After the restart, it reads them again. Users of
    this server notice a short pause: Outlook, phones and the admin center reconnect automatically.
    Restart one server after the other.

    Needs: View-Only Organization Management. -RestartIis needs a window that was opened with "Run
    as administrator".

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, steps 1 to 4.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after the script has read the configuration.

.PARAMETER RecyclePools
    Recycles two application pools on this server instead of restarting IIS.

.EXAMPLE
    .\verify-exchange.ps1

.EXAMPLE
    .\verify-exchange.ps1 -RestartIis
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

{% include "shared/steps/account-read.ps1" %}

{% include "steps/role-read.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/check.ps1" %}

{% include "shared/steps/account-check.ps1" %}

{% include "steps/role-check.ps1" %}

{% include "shared/steps/partner-application-check.ps1" %}

{% include "shared/steps/export-check.ps1" %}

{% include "shared/steps/restart.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser', 'Get-ManagementRoleAssignment', 'Get-IntraOrganizationConnector'
    Invoke-Check { Invoke-OAuthStep }
    Invoke-Check { Invoke-AccountCheck 'SfBOnline-ApplicationAccount' }
    Invoke-Check { Invoke-RoleAssignmentCheck 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication') }
    Invoke-Check { Invoke-PartnerApplicationCheck 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' 'SfBOnline-ApplicationAccount' }
    Invoke-Check { Invoke-CertificateCheck }
    if ($RestartIis -or $RecyclePools) { Invoke-RestartStep -PoolsOnly:$RecyclePools }
}
{% include "shared/closing.ps1" %}
