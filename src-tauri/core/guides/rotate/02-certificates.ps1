<#
.SYNOPSIS
    Reads the Auth Certificates: the current one, the next one, and the servers that have them.

.DESCRIPTION
    Run it in the Exchange Management Shell on a Mailbox server. It only reads, and you can run it
    at any time. It reads no private key. It lists a server that doesn't respond, and continues
    with the others. At the end, it prints the script result. Import it into Crosstrust: copy it, or
    use the file that it names. The result contains the public certificates, so you don't copy a
    file.

    Needs: View-Only Organization Management.

    Source: Maintain the Exchange Server OAuth certificate, "General information".

.PARAMETER OutputFolder
    Folder for the result. Created if it is missing.

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

{% include "shared/steps/server-certificates.ps1" %}

{% include "steps/certificates.ps1" %}

# ---- Run -------------------------------------------------------------------------------------
try {
    Start-Step 'shell' 'Check this window'
    Assert-Shell 'Exchange Management Shell' 'Get-AuthConfig', 'Get-ExchangeServer', 'Get-ExchangeCertificate'
    Invoke-CertificatesStep
}
{% include "shared/closing.ps1" %}
