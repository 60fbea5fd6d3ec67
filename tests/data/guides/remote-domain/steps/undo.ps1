function Invoke-UndoDomainStep {
    Start-Step 'domain' 'Remote domain of the partner'
    $domain = Find-PartnerDomain
    if ($domain -and $Answers.Created -contains 'domain') {
        Invoke-Change ([string]$domain.Name) 'Remove the remote domain' 'Remove-RemoteDomain' { Remove-RemoteDomain -Identity $domain.Identity -Confirm:$false @Dc } -Before ([string]$domain.DomainName) -After $null
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' ([bool](Find-PartnerDomain))
}
