function Invoke-WebServiceStep {
    Start-Step 'web-services' 'External web services names of all pools (only read)'
    Add-Fact 'externalFqdns' @(Get-CsService -WebServer -ErrorAction Stop | ForEach-Object { [string]$_.ExternalFqdn } | Where-Object { $_ } | Sort-Object -Unique)
}
