function Assert-Tenant {
    # Refuses a window that is connected to another tenant. No two tenants have a domain in common.
    $accepted = @(Get-AcceptedDomain -ErrorAction Stop | ForEach-Object { [string]$_.DomainName })
    if ($accepted -notcontains $Answers.VerifiedDomain -and $accepted -notcontains $Answers.HybridDomain) {
        Stop-Step 'other-tenant' ('The tenant this window is connected to has neither ' + $Answers.VerifiedDomain + ' nor ' + $Answers.HybridDomain + '. Connect the window to your own tenant, or correct the answers, and run the script again.')
    }
}

function Get-OnPremisesDomain {
    # The mail domains of the mailboxes on premises, as they were given.
    $domains = @($Answers.VerifiedDomain) + @($Answers.MoreDomains -split '[\s,;]+' | Where-Object { $_ } | ForEach-Object { $_.ToLowerInvariant() })
    foreach ($domain in $domains) {
        if ($domain -notmatch '^[^\s@/:.]+(\.[^\s@/:.]+)+$') { Stop-Step 'domain-unreadable' ('"' + $domain + '" is not a mail domain. Correct the answer "Other mail domains": separate the domains with commas.') }
    }
    @($domains | Select-Object -Unique)
}

function Find-OnlineConnector {
    # The connectors of Exchange Online that lead to the mailboxes on premises, whatever their names.
    Get-IntraOrganizationConnector -ErrorAction Stop | Where-Object { @($_.TargetAddressDomains | ForEach-Object { [string]$_ }) -contains $Answers.VerifiedDomain }
}

function Add-OnlineConnectorFact {
    # What a receipt holds about them, and which domains on premises no enabled one leads to.
    param($Connectors)
    Add-Fact 'connectors' @($Connectors | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; domains = @($_.TargetAddressDomains | ForEach-Object { [string]$_ }); discoveryEndpoint = [string]$_.DiscoveryEndpoint } })
    # Those that lead through the Hybrid Agent, by the address that the Hybrid Configuration Wizard gives them.
    # Where Exchange Online does not tell the address, it is not known.
    $agent = @($Connectors | Where-Object { ([string]$_.TargetSharingEpr + ' ' + [string]$_.DiscoveryEndpoint) -match '\.resource\.mailboxmigration\.his\.msappproxy\.net' } | ForEach-Object { [string]$_.Name })
    $unknown = @($Connectors | Where-Object { $_ -and -not $_.PSObject.Properties['TargetSharingEpr'] })
    if ($agent.Count -eq 0 -and $unknown.Count -gt 0) { Add-Fact 'hybridAgentConnectors' $null }
    else { Add-Fact 'hybridAgentConnectors' @($agent) }
    $led = @(Get-IntraOrganizationConnector -ErrorAction Stop | Where-Object { $_.Enabled } | ForEach-Object { $_.TargetAddressDomains } | ForEach-Object { [string]$_ })
    Add-Fact 'missingDomains' @(Get-OnPremisesDomain | Where-Object { $led -notcontains $_ })
}
