<#
.SYNOPSIS
    Removes the legacy partner application "Skype for Business Online". Only after Microsoft
    announces it.

.DESCRIPTION
    CAUTION. According to Microsoft, don't delete this partner application yet. Removing it disrupts
    features that still depend on it, such as Out of Office voicemail greetings. Microsoft will
    announce when it is safe to remove it. The script stops unless you confirmed the announcement in
    Crosstrust.

    Run it in the Exchange Management Shell on a Mailbox server. It removes only the partner
    application with the identifier 00000004-0000-0ff1-ce00-000000000000, whatever its name. The
    account and its role stay, because TeamsScheduler uses them. It asks before the removal. With
    -WhatIf, it only shows what it would remove. The result contains the settings of the
    application, so that you can create it again.

    At the end, it prints the script result. Import it into Crosstrust: copy it, or use the file
    that it names.

    Needs: Organization Client Access (part of Organization Management).

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, "How to disable the legacy Skype for Business Online integration".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\remove-legacy.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
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
    MicrosoftAdvised = {{ legacy_removal }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "steps/remove-legacy.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication'
    Invoke-RemoveLegacyStep
}
{% include "shared/closing.ps1" %}
