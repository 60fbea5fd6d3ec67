function Get-HostAddress {
    # The addresses of a host, as this server resolves its name. Windows Server 2008 R2 has no
    # Resolve-DnsName; .NET asks the same resolver there.
    param([string]$Name)
    if (Get-Command -Name 'Resolve-DnsName' -ErrorAction SilentlyContinue) { Resolve-DnsName -Name $Name -ErrorAction Stop | Where-Object { $_.IPAddress } | ForEach-Object { [string]$_.IPAddress } }
    else { [Net.Dns]::GetHostAddresses($Name) | ForEach-Object { [string]$_.IPAddressToString } }
}

function Invoke-DnsStep {
    Start-Step 'dns' 'DNS record of the autodiscover host (only read)'
    Add-Fact 'host' $Answers.AutodiscoverHost
    # A name that is not found is a finding, not the end of the run.
    try { $addresses = @(Get-HostAddress $Answers.AutodiscoverHost) }
    catch {
        $addresses = @()
        Add-Fact 'notResolved' ([string]$_.Exception.Message)
        Write-Output ('  not found: ' + $Answers.AutodiscoverHost + ' (' + $_.Exception.Message + ')')
    }
    Add-Fact 'addresses' $addresses
}
