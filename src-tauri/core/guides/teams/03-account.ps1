<#
.SYNOPSIS
    Makes sure the mail user TeamsScheduler exists and is hidden from address lists.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. At the end, it prints the script result. Import it into
    Crosstrust: copy it, or use the file that it names.

    Needs: Mail Recipient Creation and Mail Recipients (both are part of Organization Management,
    unless permissions are split).

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, step 2.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\account.ps1 -WhatIf
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
    VerifiedDomain   = {{ verified_domain }}
    DomainController = {{ domain_controller }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "shared/steps/account-read.ps1" %}

{% include "shared/steps/account.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-Recipient', 'Get-MailUser'
    Invoke-AccountStep 'TeamsScheduler' 'TeamsScheduler-ApplicationAccount' -ApplicationAccount
}
{% include "shared/closing.ps1" %}
