<#
.SYNOPSIS
    Tests whether Exchange can sign in to Exchange Online.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. Without a mailbox in the answers, it tests nothing. At the end, it prints the
    script result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, "How do you know this worked?".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\test.ps1
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
    TestUri          = {{ of_cloud.ews_url or online_ews_url }}
    TestMailbox      = {{ test_mailbox }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/test.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Test-OAuthConnectivity'
    Invoke-TestStep
}
{% include "shared/closing.ps1" %}
