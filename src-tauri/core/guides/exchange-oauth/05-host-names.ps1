<#
.SYNOPSIS
    Reads the host names that clients and Exchange Online use for your servers.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. The list includes the two names in your answers. At the end, it prints the script
    result. Import it into Crosstrust: copy it, or use the file that it names.

    Needs: View-Only Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 5.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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
