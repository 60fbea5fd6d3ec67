function Find-ExchangeOnlinePartner {
    # The partner application Exchange Online, by its identifier; one of another tenant is not it. As
    # in Microsoft's article the one without a realm is meant, where there is one.
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    $found = @($all | Where-Object { [string]$_.Realm -eq '' -or [string]$_.Realm -eq $Answers.TenantId })
    if ($found.Count -eq 0 -and $all.Count -gt 0 -and $Answers.TenantId -notmatch '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$') {
        Stop-Step 'tenant-id-unknown' ('There is a partner application ' + $all[0].Name + ', and without the id of your tenant it cannot be told whether it belongs to it. Give the id as the answer "Microsoft 365 tenant" and take the new script.')
    }
    $blank = @($found | Where-Object { [string]$_.Realm -eq '' })
    if ($blank.Count -gt 0) { $blank } else { $found }
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
