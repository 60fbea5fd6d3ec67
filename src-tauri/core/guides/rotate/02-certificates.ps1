<#
.SYNOPSIS
    Reads the Auth Certificates: the one in use, the next one, and on which servers they are.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads and can be run at
    any time. No private key is read. A server that does not answer is told, and the rest
    is asked all the same. At the end it prints a receipt: copy it, or take the file it names,
    back to Crosstrust. The receipt holds the public certificates, so no file has to be carried.

    Needs: View-Only Organization Management.

    Source: Maintain the Exchange Server OAuth certificate, "General information".

.PARAMETER OutputFolder
    Folder for the receipt. Created when it is missing.

.EXAMPLE
    .\certificates.ps1
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
{% include "steps/local-certificate.ps1" %}

{% include "steps/rotation-read.ps1" %}

{% include "steps/rotation-facts.ps1" %}

{% include "steps/servers-read.ps1" %}

{% include "steps/certificates.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeServer', 'Get-ExchangeCertificate'
    Invoke-CertificatesStep
}
{% include "shared/closing.ps1" %}
