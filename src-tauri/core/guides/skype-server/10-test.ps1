<#
.SYNOPSIS
    Tests the connection: writes an item to a mailbox on Exchange and deletes it again.

.DESCRIPTION
    Run it in the Skype for Business Server Management Shell on a Front End server. It tests with
    the user whose SIP address you entered, and leaves nothing in the mailbox. You can run it at any
    time. With -WhatIf, it doesn't run the test. At the end, it prints the script result. Import it
    into Crosstrust: copy it, or use the file that it names.

    Needs: CsAdministrator and membership in the local group RTC Local User Administrators of
    this server.

    Source: Configure partner applications in Skype for Business Server and Exchange Server.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\skype-server-test.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Low')]
param(
    [ValidateNotNullOrEmpty()]
    [string]$OutputFolder = "$env:SystemDrive\OAuthConfig"
)

# ---- Answers ---------------------------------------------------------------------------------
$Answers = @{
    SetupId     = {{ setup_id }}
    AnswersHash = {{ fingerprint }}
    TestSipUri  = {{ test_sip_uri }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/replication-read.ps1" %}

{% include "steps/replication-wait.ps1" %}

{% include "steps/test.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Skype for Business Server Management Shell' 'Test-CsExStorageConnectivity'
    Invoke-TestStep
}
{% include "shared/closing.ps1" %}
