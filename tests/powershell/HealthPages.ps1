# A script whose function Get-PageStatus asks the simulated servers instead of the network, and which
# waits seconds instead of minutes, for the cases of scripts that restart IIS.
function New-HealthVariant {
    # $Change: other answers, as New-Variant takes them.
    param([hashtable]$Change = @{})
    $from = if ($Change.Count) { New-Variant $Change } else { $Script }
    $text = [IO.File]::ReadAllText($from)
    $pattern = '(?s)(    param\(\[string\]\$Server, \[string\]\$Path, \[int\]\$Port = 443\)\r?\n).*?(?=\r?\n\}\r?\n)'
    if ($text -notmatch $pattern) { throw "$Script has no function that reads a page" }
    $text = ($text -replace $pattern, '${1}    Get-SimulatedPageStatus $$Server $$Path').Replace('AddMinutes(10)', 'AddSeconds(2)').Replace('Start-Sleep -Seconds 5', 'Start-Sleep -Milliseconds 200')
    $path = Join-Path $work ([string][guid]::NewGuid() + '.ps1')
    [IO.File]::WriteAllText($path, $text, (New-Object System.Text.UTF8Encoding $true))
    $path
}
$elevated = try { (New-Object System.Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator) } catch { $true }
