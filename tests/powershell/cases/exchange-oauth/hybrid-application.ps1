# reads only
# lists: applicationIdentifiers
# Cases of the script that looks for the dedicated hybrid application; run by Test-Script.ps1.
Test-Case 'facts: what is not there is told, with the command that makes it' {
    if (($fresh.receipt.steps | Where-Object id -eq 'hybrid-application').facts.settingOverride -ne $false) { 'told as on' }
    if ($fresh.text -notmatch '-FullyConfigureExchangeHybridApplication\s') { 'the command is not printed' }
}
Test-Case 'facts: what is in place is told, and an override that is off is not' {
    foreach ($value in 'true', 'false') {
        $run = Invoke-Script (New-Place { param($s) $s.authServers[1].ApplicationIdentifier = 'abc'; $s.settingOverrides = @([ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'ExchangeOnpremAsThirdPartyAppId'; Parameters = @("Enabled=$value") }) })
        $facts = ($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts
        if ($facts.settingOverride -ne ($value -eq 'true')) { "told as $($facts.settingOverride) where it is $value" }
        if ((@($facts.applicationIdentifiers) -join ',') -ne 'abc') { 'the application is not told' }
    }
}
