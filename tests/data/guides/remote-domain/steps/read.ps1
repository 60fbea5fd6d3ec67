function Find-PartnerDomain {
    # The remote domain of the partner, by its domain and not by its name.
    Get-RemoteDomain @Dc | Where-Object { [string]$_.DomainName -eq $Answers.PartnerDomain }
}
