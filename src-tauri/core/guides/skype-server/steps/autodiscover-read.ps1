function Get-AutodiscoverServer {
    # Exchange 2013 has Get-ClientAccessServer only; later versions warn when it is used.
    if (Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue) { Get-ClientAccessService @Dc }
    else { Get-ClientAccessServer @Dc }
}
