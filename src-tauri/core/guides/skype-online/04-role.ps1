<#
.SYNOPSIS
    Makes sure the account SfBOnline-ApplicationAccount has UserApplication and ArchiveApplication.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Role Management (part of Organization Management).

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, step 2.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
