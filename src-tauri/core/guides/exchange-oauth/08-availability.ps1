<#
.SYNOPSIS
    Adds an availability address space if servers older than Exchange 2013 SP1 need one.

.DESCRIPTION
    Run it in the Exchange Management Shell on a server with Exchange 2013 SP1 or later. It reads
    first and changes only what differs. You can run it again at any time, even after an
    interruption. With -WhatIf, it only shows what it would change. If no server is older, it
    changes nothing and says so. If there is one, it shows the server, and adds nothing until you
    decide in Crosstrust. At the end, it prints the script result. Import it into Crosstrust: copy
    it, or use the file that it names.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 8.

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

.EXAMPLE
    .\availability.ps1 -WhatIf
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
    HybridDomain     = {{ hybrid_domain }}
    DomainController = {{ domain_controller }}
    EwsUrl           = {{ "https://" ~ ews_host ~ "/ews/exchange.asmx" }}
    AddAddressSpace  = {{ add_address_space }}
}

{% include "shared/opening.ps1" %}

# ---- Steps -----------------------------------------------------------------------------------
{% include "steps/availability-read.ps1" %}

{% include "steps/availability.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-ExchangeServer', 'Get-AvailabilityAddressSpace'
    Invoke-AvailabilityStep
}
{% include "shared/closing.ps1" %}
