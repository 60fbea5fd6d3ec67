<#
.SYNOPSIS
    Reads the host names by which clients and Exchange Online reach your servers.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. The two names in your answers are among those it lists. At the end it prints a
    receipt: copy it, or take the file it names, back to Crosstrust.

    Needs: View-Only Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 5.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\host-names.ps1
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
    EwsHost          = {{ ews_host }}
    AutodiscoverHost = {% include "steps/own-autodiscover-host.ps1" %}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/host-names.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-WebServicesVirtualDirectory', 'Get-MapiVirtualDirectory', 'Get-OabVirtualDirectory'
    Invoke-HostNameStep
}
{% include "shared/closing.ps1" %}
