# kind: rotation
# reads only
# lists: applicationIdentifiers,overrides
# Cases of the script that looks whether the dedicated hybrid application is used; run by Test-Script.ps1.
function New-Override {
    param([string]$Parameters, [string]$Section = 'ExchangeOnpremAsThirdPartyAppId')
    [ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = $Section; Parameters = @($Parameters) }
}
Test-Case 'facts: what is not used is told, without a command' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'hybrid-application').facts
    if ($facts.hybridApplication -ne $false) { 'told as used' }
    if (($fresh.text -replace '\r?\n') -match 'UpdateCertificate') { 'a command is printed' }
}
$signs = [ordered]@{
    'an application id'             = { param($s) $s.authServers = @([ordered]@{ Name = 'evoSTS'; Identity = 'evoSTS'; Type = 'AzureAD'; Realm = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'; Enabled = $true; ApplicationIdentifier = 'abc' }) }
    'a setting override that is on' = { param($s) $s.settingOverrides = @((New-Override 'Enabled=true'), (New-Override 'Enabled=false' 'Other')) }
}
foreach ($sign in $signs.Keys) {
    Test-Case "facts: $sign alone is use, with the command" {
        $run = Invoke-Script (New-Place $signs[$sign])
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if (($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.hybridApplication -ne $true) { 'not told as used' }
        if (($run.text -replace '\r?\n') -notmatch 'ConfigureExchangeHybridApplication\.ps1 -UpdateCertificate') { 'the command is not printed' }
    }
}
Test-Case 'facts: an override that is off is no use' {
    $run = Invoke-Script (New-Place { param($s) $s.settingOverrides = @((New-Override 'Enabled=false')) })
    if (($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.hybridApplication -ne $false) { 'told as used' }
}
Test-Case 'facts: the next certificate is told' {
    $run = Invoke-Script (New-Place { param($s) $s.authConfig.NextCertificateThumbprint = $s.certificates[1].thumbprint })
    $facts = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts
    if ($facts.nextThumbprint -ne $run.state.certificates[1].thumbprint) { "told: $($facts.nextThumbprint)" }
}
Test-Case 'refused: no-auth-certificate' { Confirm-Failed (Invoke-Script (New-Place { param($s) $s.authConfig.CurrentCertificateThumbprint = '' })) 'no-auth-certificate' }
