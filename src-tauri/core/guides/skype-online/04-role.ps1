<#
.SYNOPSIS
    Makes sure the account SfBOnline-ApplicationAccount holds UserApplication and ArchiveApplication.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. At the end it prints a receipt: copy it, or take
    the file it names, back to Crosstrust.

    Needs: Role Management (part of Organization Management).

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, step 2.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\role.ps1 -WhatIf
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
    DomainController = {{ domain_controller }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/account-read.ps1" %}

{% include "shared/steps/account-required.ps1" %}

{% include "steps/role-read.ps1" %}

{% include "steps/role.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-Recipient', 'Get-MailUser', 'Get-ManagementRoleAssignment'
    Invoke-RoleAssignmentStep 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication')
}
{% include "shared/closing.ps1" %}
