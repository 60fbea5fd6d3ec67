function Invoke-DomainStep {
    Start-Step 'domain' 'Remote domain of the partner'
    $other = Get-RemoteDomain @Dc | Where-Object { [string]$_.Name -eq 'Partner' -and [string]$_.DomainName -ne $Answers.PartnerDomain }
    if ($other) { Stop-Step 'undo-changed-since' ('The remote domain Partner is for ' + [string]$other.DomainName + '. The script did not change it.') }
    if (-not (Find-PartnerDomain)) {
        Invoke-Change 'Partner' 'Create the remote domain' 'New-RemoteDomain' { New-RemoteDomain -Name 'Partner' -DomainName $Answers.PartnerDomain @Dc } -After $Answers.PartnerDomain
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'domainName' ([string](Find-PartnerDomain).DomainName)
}

function Invoke-ReplyStep {
    Start-Step 'replies' 'Automatic replies to the partner'
    $domain = Find-PartnerDomain
    if ($domain -and [string]$domain.AllowedOOFType -ne 'InternalLegacy') {
        Invoke-Change ([string]$domain.Name) 'Send internal automatic replies' 'Set-RemoteDomain' { Set-RemoteDomain -Identity $domain.Identity -AllowedOOFType 'InternalLegacy' @Dc } -Before ([string]$domain.AllowedOOFType) -After 'InternalLegacy'
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'replyType' ([string](Find-PartnerDomain).AllowedOOFType)
}
