<#
.SYNOPSIS
    Configures the on-premises side of "Skype for Business Online with Exchange Server": all steps
    in one run.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management, or the roles Mail Recipient Creation, Mail Recipients, Role
    Management and Organization Client Access. Reads the public part of the Auth Certificate. It
    reads no private key and asks for no password.

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, steps 1 to 4.

.PARAMETER OutputFolder
    Folder for the result and the exported certificates. Created if it is missing.

.EXAMPLE
    .\skype-online-on-premises.ps1 -WhatIf
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
    VerifiedDomain   = {{ verified_domain }}
    DomainController = {{ domain_controller }}
    TestMailbox      = {{ test_mailbox }}
    TestUri          = {{ of_cloud.ews_url }}
    Relink           = {{ relink }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/tenant.ps1" %}

{% include "shared/steps/own-application.ps1" %}

{% include "shared/steps/exchange-oauth.ps1" %}

{% include "shared/steps/account-read.ps1" %}

{% include "shared/steps/account-required.ps1" %}

{% include "shared/steps/account.ps1" %}

{% include "steps/role-read.ps1" %}

{% include "steps/role.ps1" %}

{% include "shared/steps/partner-application-read.ps1" %}

{% include "shared/steps/partner-application.ps1" %}

{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/export.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-AuthServer', 'Get-PartnerApplication', 'Get-Recipient', 'Get-MailUser', 'Get-ManagementRoleAssignment', 'Get-IntraOrganizationConnector'
    Invoke-OAuthStep
    Invoke-AccountStep 'SfBOnline-ApplicationAccount' 'SfBOnline-ApplicationAccount'
    Invoke-RoleAssignmentStep 'SfBOnline-ApplicationAccount' @('UserApplication', 'ArchiveApplication')
    Invoke-PartnerApplicationStep 'sfbonline' 'SfBOnline' '00000004-0000-0ff1-ce00-000000000000' { Get-RequiredAccount 'SfBOnline-ApplicationAccount' } $Answers.Relink
    Invoke-ExportStep
}
{% include "shared/closing.ps1" %}
