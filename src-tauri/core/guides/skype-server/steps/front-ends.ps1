function Add-FrontEndFact {
    # The servers that must use this certificate as well, for the operator to run the script on.
    if (-not (Get-Command -Name 'Get-CsPool' -ErrorAction SilentlyContinue)) { return }
    $pools = @(Get-CsService -WebServer -ErrorAction Stop | ForEach-Object { [string]$_.PoolFqdn })
    Add-Fact 'frontEnds' @(Get-CsPool -ErrorAction Stop | Where-Object { $pools -contains [string]$_.Identity } | ForEach-Object { $_.Computers } | ForEach-Object { [string]$_ } | Sort-Object -Unique)
}
