<#
.SYNOPSIS
    Takes back what the scripts of this guide did, and nothing else.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It removes only what the
    receipts say this setup made, and can be run again at any time, also after it was
    interrupted. With -WhatIf it only tells what it would change. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: The same rights as the script that made it. Asks before each removal; -Confirm:$false
    runs through.

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-online-undo.ps1 -WhatIf
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

{% include "steps/role-read.ps1" %}

{% include "shared/steps/undo-linked.ps1" %}

{% include "steps/undo-role.ps1" %}

{% include "shared/steps/undo-account.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-Recipient', 'Get-ManagementRoleAssignment'
    Invoke-UndoApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' 'SfBOnline-ApplicationAccount'
    Invoke-UndoRoleAssignmentStep 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication')
    Invoke-UndoAccountStep 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication')
}
{% include "shared/closing.ps1" %}
