<#
.SYNOPSIS
    Reverses what the scripts of this guide did, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It removes only what this setup
    created, according to the script results. You can run it again at any time, even after an
    interruption. With -WhatIf, it only shows what it would change. At the end, it prints the script
    result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: The same rights as the script that made the change. Asks before each removal. With
    -Confirm:$false, it doesn't ask.

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\teams-undo.ps1 -WhatIf
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
    Created          = {{ created }}
    Enabled          = {{ enabled }}
    Relinked         = {{ relinked }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/undo-application.ps1" %}

{% include "shared/steps/undo-linked.ps1" %}

{% include "steps/undo-role.ps1" %}

{% include "shared/steps/undo-account.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-Recipient', 'Get-ManagementRole', 'Get-ManagementRoleAssignment'
    Invoke-UndoApplicationStep 'cloud-voicemail' 'CloudVoicemail' 'db7de2b5-2149-435e-8043-e080dd50afae'
    Invoke-UndoApplicationStep 'teams-scheduler' 'TeamsScheduler' '7557eb47-c689-4224-abcf-aef9bd7573df' 'TeamsScheduler'
    Invoke-UndoApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' 'TeamsScheduler'
    Invoke-UndoRoleStep 'TeamsSchedulerRole' 'TeamsScheduler'
    Invoke-UndoAccountStep 'TeamsScheduler' @('TeamsSchedulerRole')
}
{% include "shared/closing.ps1" %}
