<#
.SYNOPSIS
    Exports the public part of the Exchange Auth Certificate: the current one and, if it is set, the
    next one.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It reads first and changes only
    what differs. You can run it again at any time, even after an interruption. With -WhatIf, it
    only shows what it would change. It reads no private key and asks for no password. At the end,
    it prints the script result. Import it into Crosstrust: copy it, or use the file that it names.
    The result contains the certificates, so you don't copy a file.

    Needs: View-Only Organization Management, and to write to the output folder.

    Source: Configure Integration and OAuth between Microsoft Teams services and Exchange Server, step 6.

.PARAMETER OutputFolder
    Folder for the result and the exported certificates. Created if it is missing.

.EXAMPLE
    .\export.ps1 -WhatIf
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
{% include "shared/steps/export-read.ps1" %}

{% include "shared/steps/export.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig'
    Invoke-ExportStep
}
{% include "shared/closing.ps1" %}
