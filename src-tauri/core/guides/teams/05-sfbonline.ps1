<#
.SYNOPSIS
    Makes sure the partner application SfBOnline exists, is enabled and is linked to an account.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. It keeps a link to another account unless you decide otherwise
    in Crosstrust. At the end, it prints the script result. Import it into Crosstrust: copy it, or
    use the file that it names.

    Needs: Organization Client Access (part of Organization Management), and to read recipients.

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, step 3.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\sfbonline.ps1 -WhatIf
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
    Relink           = {{ relink }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/account-read.ps1" %}

{% include "shared/steps/account-required.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/partner-application.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser'
    Invoke-PartnerApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' { Get-RequiredAccount 'TeamsScheduler' } $Answers.Relink
}
{% include "shared/closing.ps1" %}
