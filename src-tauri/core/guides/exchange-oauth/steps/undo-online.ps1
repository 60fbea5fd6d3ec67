# $Answers.Created and $Answers.Enabled name what the receipts say this setup made and enabled, each
# with its kind in front. What was there before is not touched.
function Show-OnlineConnectorInUse {
    # What users lose with the connector, said before anything is asked.
    param($Connector)
    if ($Connector.Enabled) { Write-Warning ('Users may rely on the connector ' + $Connector.Name + ': free/busy information of mailboxes on your servers comes to Exchange Online through it.') }
}

function Invoke-UndoOnlineConnectorStep {
    Start-Step 'connector-online' 'Intra-organization connector of Exchange Online'
    $domains = @(Get-OnPremisesDomain)
    foreach ($connector in @(Find-OnlineConnector)) {
        if ($Answers.Created -contains ('connector-online:' + $connector.Name)) {
            $others = @($connector.TargetAddressDomains | ForEach-Object { [string]$_ } | Where-Object { $domains -notcontains $_ })
            if ($others.Count -gt 0) { Stop-Step 'undo-changed-since' ('The connector ' + $connector.Name + ' leads to ' + ($others -join ', ') + ' as well now: somebody changed it since. The script did not change it.') }
            Show-OnlineConnectorInUse $connector
            Invoke-Change $connector.Name 'Remove the connector' 'Remove-IntraOrganizationConnector' { Remove-IntraOrganizationConnector -Identity $connector.Identity -Confirm:$false -ErrorAction Stop } -Before ([string]$connector.Name) -After $null
        }
        elseif ($connector.Enabled -and $Answers.Enabled -contains ('connector-online:' + $connector.Name)) {
            Show-OnlineConnectorInUse $connector
            Invoke-Change $connector.Name 'Disable the connector again' 'Set-IntraOrganizationConnector' { Set-IntraOrganizationConnector -Identity $connector.Identity -Enabled $false -ErrorAction Stop } -Before 'Enabled' -After 'Disabled'
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = @(Find-OnlineConnector)
    Add-Fact 'present' ($left.Count -gt 0)
    if ($left.Count -gt 0) { Add-OnlineConnectorFact $left }
}

function Invoke-UndoEwsAccessStep {
    # Only the ids that this setup added go. What others added since stays.
    $kind = 'ews-allowed:'
    $made = @($Answers.Created | Where-Object { $_ -like ($kind + '*') } | ForEach-Object { $_.Substring($kind.Length) })
    if ($made.Count -eq 0) { return }
    Start-Step 'ews-access' 'Access to EWS in Exchange Online'
    $access = Get-EwsAccess
    if ($null -eq $access.applications) { Stop-Step 'ews-list-unread' 'The script could not read EwsAllowedAppIDs, and removed nothing from it. Update the module ExchangeOnlineManagement, connect again and run the script again.' }
    $gone = @($access.applications | Where-Object { $made -contains $_ })
    if ($gone.Count -gt 0) {
        $rest = @($access.applications | Where-Object { $made -notcontains $_ })
        if ($rest.Count -eq 0 -and $access.enabled -eq 'true') { Stop-Step 'undo-in-use' 'EwsEnabled is true and EwsAllowedAppIDs has no other entry now. Without one, the list would change which applications can use EWS. The script did not change it.' }
        $list = $null
        if ($rest.Count -gt 0) { $list = $rest -join ',' }
        Invoke-Change ($gone -join ', ') 'Take the application off the list' 'Set-OrganizationConfig' { Set-OrganizationConfig -EwsAllowedAppIDs $list -ErrorAction Stop } -Before @($access.applications) -After $rest
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $access = Get-EwsAccess
    Add-Fact 'present' (@($access.applications | Where-Object { $made -contains $_ }).Count -gt 0)
    Add-EwsAccessFact $access
}
