function Get-Directory {
    # The domain of this Exchange server, and the global catalogs that it uses. Exchange looks the account
    # of an application up in a global catalog; the domain controller that answers about the organisation
    # need not be one, and may belong to another domain.
    $server = @(Get-ExchangeServer -Identity $env:COMPUTERNAME -Status @Dc)[0]
    @{ domain = [string]$server.Domain; globalCatalogs = @($server.CurrentGlobalCatalogs | ForEach-Object { [string]$_ } | Where-Object { $_ }) }
}
