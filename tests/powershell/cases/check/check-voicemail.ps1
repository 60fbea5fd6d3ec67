# reads only
# Cases of the script that reads the partner application CloudVoicemail; run by Test-Script.ps1.
Test-Case 'facts: an application that is not there is told so, and is no failure' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'cloud-voicemail').facts
    if ($fresh.code -ne 0 -or $facts.enabled -ne $false -or $facts.name) { "told: $($facts | ConvertTo-Json -Compress)" }
}
Test-Case 'facts: one that is there is told as it is' {
    $run = Invoke-Script (New-Place { param($s) $s.partnerApplications += [ordered]@{ Name = 'CloudVoicemail'; Identity = 'CloudVoicemail'; Enabled = $true; ApplicationIdentifier = 'db7de2b5-2149-435e-8043-e080dd50afae'; Realm = ''; LinkedAccount = 'contoso.com/Users/Somebody'; UseAuthServer = $true } })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $facts = ($run.receipt.steps | Where-Object id -eq 'cloud-voicemail').facts
    if ($facts.enabled -ne $true -or $facts.name -ne 'CloudVoicemail' -or $facts.linkedAccount -ne 'contoso.com/Users/Somebody') { "told: $($facts | ConvertTo-Json -Compress)" }
}
Test-Case 'facts: a command that the account may not use is told by its code' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-PartnerApplication') })) 'cmdlet-not-in-role'
}
