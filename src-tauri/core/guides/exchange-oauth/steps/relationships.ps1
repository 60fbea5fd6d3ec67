function Add-RelationshipFact {
    # The organization relationships that lead to the mailboxes of this tenant. Exchange asks through them
    # for free and busy times while no enabled connector leads there. Null where your account may not read
    # them.
    if (-not (Get-Command -Name 'Get-OrganizationRelationship' -ErrorAction SilentlyContinue)) { Add-Fact 'relationships' $null; return }
    $own = @(Get-OrganizationRelationship @Dc | Where-Object { @($_.DomainNames | ForEach-Object { [string]$_ }) -contains $Answers.HybridDomain })
    Add-Fact 'relationships' @($own | ForEach-Object { @{ name = [string]$_.Name; enabled = [bool]$_.Enabled; freeBusy = [bool]$_.FreeBusyAccessEnabled; domains = @($_.DomainNames | ForEach-Object { [string]$_ }); targetAutodiscoverEpr = [string]$_.TargetAutodiscoverEpr; targetSharingEpr = [string]$_.TargetSharingEpr } })
}

function Get-FreeBusyRelationship {
    # The names of those that provide free and busy times, out of what the receipt holds.
    $Run.Step.facts['relationships'] | Where-Object { $_ -and $_.enabled -and $_.freeBusy } | ForEach-Object { $_.name }
}
