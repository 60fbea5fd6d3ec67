<#
.SYNOPSIS
    Reads whether the dedicated Exchange hybrid application is configured.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. It changes nothing. Microsoft's script ConfigureExchangeHybridApplication.ps1
    creates the application, and this script shows its command line. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 4, which it replaces.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\hybrid-application.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
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
    AzureEnvironment  = {{ of_cloud.azure_environment }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "steps/auth-servers-read.ps1" %}

{% include "shared/steps/hybrid-override.ps1" %}

{% include "steps/hybrid-application.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthServer', 'Get-SettingOverride'
    Invoke-HybridApplicationStep
}
{% include "shared/closing.ps1" %}
