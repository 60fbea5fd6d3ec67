function Find-ExchangeOnlinePartner {
    # The partner application Exchange Online, by its identifier; one of another tenant is not it.
    Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' -and ([string]$_.Realm -eq '' -or [string]$_.Realm -eq $Answers.TenantId) }
}

function Add-ExchangeOnlinePartnerFact {
    # What a receipt tells of it. The roles of its linked account are told where your account may
    # read them.
    param($Applications)
    $enabled = [bool]@($Applications | Where-Object { $_.Enabled }).Count
    Add-Fact 'enabled' $enabled
    Add-Fact 'exchangeOnlinePartner' $enabled
    Add-Fact 'linkedAccounts' @($Applications | ForEach-Object { [string]$_.LinkedAccount } | Where-Object { $_ })
    if (-not (Get-Command -Name 'Get-ManagementRoleAssignment' -ErrorAction SilentlyContinue)) { return }
    $roles = @(foreach ($account in $Run.Step.facts['linkedAccounts']) { Get-ManagementRoleAssignment -RoleAssignee $account @Dc | ForEach-Object { [string]$_.Role } })
    if ($Run.Step.facts['linkedAccounts'].Count -gt 0) { Add-Fact 'roles' @($roles | Sort-Object -Unique) }
}
