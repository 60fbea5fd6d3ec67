function Find-ExchangeOnlinePartner {
    # The partner application Exchange Online, by its identifier; one of another tenant is not it. As
    # in Microsoft's article the one without a realm is meant, where there is one.
    $all = @(Get-PartnerApplication @Dc | Where-Object { [string]$_.ApplicationIdentifier -eq '00000002-0000-0ff1-ce00-000000000000' })
    $found = @(Select-OwnApplication $all)
    if ($found.Count -eq 0 -and $all.Count -gt 0 -and -not (Test-TenantId)) {
        Stop-Step 'tenant-id-unknown' ('The script does not know the tenant ID, so it cannot find the tenant of these partner applications: ' + (($all | ForEach-Object { [string]$_.Name }) -join ', ') + '. Enter the tenant ID in Crosstrust and save the script again.')
    }
    $found
}

function Add-ExchangeOnlinePartnerFact {
    # What a receipt holds about it. The roles of its linked account are reported where your account may
    # read them.
    param($Applications)
    $enabled = [bool]@($Applications | Where-Object { $_.Enabled }).Count
    Add-Fact 'enabled' $enabled
    Add-Fact 'exchangeOnlinePartner' $enabled
    Add-Fact 'exchangeOnlinePartners' @($Applications | ForEach-Object { @{ name = [string]$_.Name; applicationIdentifier = [string]$_.ApplicationIdentifier; enabled = [bool]$_.Enabled; realm = [string]$_.Realm } })
    Add-Fact 'linkedAccounts' @($Applications | ForEach-Object { [string]$_.LinkedAccount } | Where-Object { $_ })
    if (-not (Get-Command -Name 'Get-ManagementRoleAssignment' -ErrorAction SilentlyContinue)) { return }
    $roles = @(foreach ($account in $Run.Step.facts['linkedAccounts']) { Get-ManagementRoleAssignment -RoleAssignee $account @Dc | ForEach-Object { [string]$_.Role } })
    if ($Run.Step.facts['linkedAccounts'].Count -gt 0) { Add-Fact 'roles' @($roles | Sort-Object -Unique) }
}
