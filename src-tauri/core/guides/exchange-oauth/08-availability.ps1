<#
.SYNOPSIS
    Adds an availability address space where servers older than Exchange 2013 SP1 need one.

.DESCRIPTION
    Run it in the Exchange Management Shell on a server with Exchange 2013 SP1 or later. It
    reads first and changes only what differs, so it can be run again at any time, also after it
    was interrupted. With -WhatIf it only tells what it would change. Where no server is older
    it changes nothing and says so. Where one is, it names the server and adds nothing until you
    decide in Crosstrust. At the end it prints a receipt: copy it, or take the file it names,
    back to Crosstrust.

    Needs: Organization Management.

    Source: Configure OAuth authentication between Exchange and Exchange Online organizations, step 8.

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

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
