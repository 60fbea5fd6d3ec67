<#
.SYNOPSIS
    Makes sure the partner application CloudVoicemail exists and is enabled.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Organization Client Access (part of Organization Management).

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, step 5.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\cloud-voicemail.ps1 -WhatIf
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
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/partner-application.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication'
    Invoke-PartnerApplicationStep 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae'
}
{% include "shared/closing.ps1" %}
