<#
.SYNOPSIS
    Makes Skype for Business Server a partner application of Exchange.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs, so it can be run again at any time, also after it was interrupted. With
    -WhatIf it only tells what it would change. At the end it prints a receipt: copy it, or take
    the file it names, back to Crosstrust.

    Needs: Organization Management. The script of Exchange that it runs makes an account and
    gives it roles.

    Source: Configure partner applications in Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\skype-server-skype-partner.ps1 -WhatIf
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
    SkypeMetadataUrl = {{ "https://" ~ skype_pool ~ "/metadata/json/1" }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/skype-partner-read.ps1" %}

{% include "steps/skype-partner.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-PartnerApplication', 'Get-AuthConfig'
    Invoke-SkypePartnerStep
}
{% include "shared/closing.ps1" %}
