<#
.SYNOPSIS
    Makes sure the mail user SfBOnline-ApplicationAccount is there and hidden from address lists.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. At the end it prints a receipt: copy it, or take
    the file it names, back to Crosstrust.

    Needs: Mail Recipient Creation and Mail Recipients (both are part of Organization Management,
    unless permissions are split).

    Source: Configure Integration and OAuth between Skype for Business Online and Exchange Server, step 2.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
    Invoke-AccountStep 'SfBOnline-ApplicationAccount' 'SfBOnline-ApplicationAccount'
}
{% include "shared/closing.ps1" %}
