<#
.SYNOPSIS
    Configures OAuth between Exchange Server and Exchange Online on premises: all steps in one run.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. The connector to Exchange Online stays disabled at first.
    The dedicated hybrid application must be in use, the host names must be registered, and the test
    must return Success. Then save this script again and run it again. At the end, it prints the script result.
    Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management. Reads the public part of the Auth Certificate. It reads no
    private key and asks for no password. The server needs access to the addresses in the answers.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, steps 1 to 6, step 8 and "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result and the exported certificates. Created if it is missing.

.EXAMPLE
    .\exchange-oauth-on-premises.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId                 = {{ setup_id }}
    AnswersHash             = {{ fingerprint }}
    TenantId                = {{ tenant_id }}
    HybridDomain            = {{ hybrid_domain }}
    DomainController        = {{ domain_controller }}
    AcsMetadataUrl          = {{ of_cloud.acs_metadata or acs_metadata_url }}
    EvoStsMetadataUrl       = {{ of_cloud.evosts_metadata or evosts_metadata_url }}
    OnlineDiscoveryEndpoint = {{ of_cloud.discovery_url or online_discovery_url }}
    TestUri                 = {{ of_cloud.ews_url or online_ews_url }}
    TestMailbox             = {{ test_mailbox }}
    EwsHost                 = {{ ews_host }}
    EwsUrl                  = {{ "https://" ~ ews_host ~ "/ews/exchange.asmx" }}
    AutodiscoverHost        = {% include "steps/own-autodiscover-host.ps1" %}
    AzureEnvironment        = {{ of_cloud.azure_environment }}
    AddAddressSpace         = {{ add_address_space }}
    EnableConnector         = {{ enable_connector }}
    Created                 = {{ created }}
    Enabled                 = {{ enabled }}
    Uploaded                = {{ uploaded }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/free-name.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "steps/auth-servers.ps1" %}

{% include "steps/partner-read.ps1" %}

{% include "steps/partner.ps1" %}

{% include "steps/host-names.ps1" %}

{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/hybrid-application.ps1" %}

{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/export.ps1" %}

{% include "steps/connector-read.ps1" %}

{% include "steps/connector.ps1" %}

{% include "steps/availability-read.ps1" %}

{% include "steps/availability.ps1" %}

{% include "steps/test.ps1" %}

{% include "steps/relationships.ps1" %}

{% include "steps/enable-connector-read.ps1" %}

{% include "steps/enable-connector.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-IntraOrganizationConnector', 'Get-WebServicesVirtualDirectory', 'Get-MapiVirtualDirectory', 'Get-OabVirtualDirectory', 'Get-SettingOverride', 'Get-ExchangeServer', 'Get-AvailabilityAddressSpace'
    Invoke-AuthServerStep
    Invoke-ExchangeOnlinePartnerStep
    Invoke-HostNameStep
    Invoke-HybridApplicationStep
    Invoke-ExportStep
    Invoke-ConnectorStep
    Invoke-AvailabilityStep
    Invoke-TestStep
    Invoke-EnableConnectorStep
}
{% include "shared/closing.ps1" %}
