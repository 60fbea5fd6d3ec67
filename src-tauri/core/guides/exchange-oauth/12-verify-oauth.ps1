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

    Needs: View-Only Organization Management. The test, which runs only with a mailbox, needs
    Organization Management. -RestartIis needs a window that was opened with "Run as administrator".

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, steps 1 to 6 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.PARAMETER RestartIis
    Restarts IIS on this server after the script has read the configuration.

.PARAMETER RecyclePools
    Recycles two application pools on this server instead of restarting IIS.

.EXAMPLE
    .\verify-oauth.ps1

.EXAMPLE
    .\verify-oauth.ps1 -RestartIis
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
    SetupId           = {{ setup_id }}
    AnswersHash       = {{ fingerprint }}
    TenantId          = {{ tenant_id }}
    HybridDomain      = {{ hybrid_domain }}
    DomainController  = {{ domain_controller }}
    AcsMetadataUrl    = {{ of_cloud.acs_metadata or acs_metadata_url }}
    EvoStsMetadataUrl = {{ of_cloud.evosts_metadata or evosts_metadata_url }}
    TestUri           = {{ of_cloud.ews_url or online_ews_url }}
    TestMailbox       = {{ test_mailbox }}
    EwsHost           = {{ ews_host }}
    AutodiscoverHost  = {% include "steps/own-autodiscover-host.ps1" %}
    AzureEnvironment  = {{ of_cloud.azure_environment }}
    Created           = {{ created }}
    Enabled           = {{ enabled }}
    Uploaded          = {{ uploaded }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "steps/partner-read.ps1" %}

{% include "steps/connector-read.ps1" %}

{% include "steps/host-names.ps1" %}

{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/hybrid-application.ps1" %}

{% include "shared/steps/export-read.ps1" %}

{% include "steps/availability-read.ps1" %}

{% include "steps/test.ps1" %}

{% include "steps/relationships.ps1" %}

{% include "steps/enable-connector-read.ps1" %}

{% include "shared/steps/check.ps1" %}

{% include "steps/verify.ps1" %}

{% include "shared/steps/export-check.ps1" %}

{% include "shared/steps/restart.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-WebServicesVirtualDirectory', 'Get-MapiVirtualDirectory', 'Get-OabVirtualDirectory', 'Get-SettingOverride', 'Get-ExchangeServer', 'Get-AvailabilityAddressSpace'
    Invoke-Check { Invoke-AuthServerCheck }
    Invoke-Check { Invoke-ExchangeOnlinePartnerCheck }
    Invoke-Check { Invoke-HostNameStep }
    Invoke-Check { Invoke-CertificateCheck }
    Invoke-Check { Invoke-HybridApplicationStep }
    Invoke-Check { Invoke-ConnectorCheck }
    Invoke-Check { Invoke-AvailabilityCheck }
    Invoke-Check { Invoke-TestStep }
    Invoke-Check { Invoke-EnableConnectorCheck }
    if ($RestartIis -or $RecyclePools) { Invoke-RestartStep -PoolsOnly:$RecyclePools }
}
{% include "shared/closing.ps1" %}
