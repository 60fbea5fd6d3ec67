# reads only
# lists: certificates,applicationIdentifiers
# Cases of the script that reads the Auth Certificates and the application of the servers; run by Test-Script.ps1.
Test-Case 'facts: the certificate is told with its bytes, and no file is written but the result' {
    $told = @(($fresh.receipt.steps | Where-Object id -eq 'export').facts.certificates)
    if ($told.Count -ne 1 -or $told[0].use -ne 'current' -or $told[0].der -ne $fresh.state.certificates[0].der) { 'another certificate is told' }
    if (Get-ChildItem $fresh.output -Filter '*.cer' -ErrorAction SilentlyContinue) { 'a file was written' }
}
Test-Case 'facts: the application of another tenant is not told' {
    $run = Invoke-Script (New-Place {
            param($s)
            $s.authServers += [ordered]@{ Name = 'other'; Type = 'AzureAD'; Enabled = $true; Realm = '99999999-0000-cccc-1111-dddd2222eeee'; AuthMetadataUrl = 'https://login.windows.net/other'; ApplicationIdentifier = '4444dddd-3333-eeee-4444-ffff5555aaaa'; DomainName = @() }
        })
    $told = @(($run.receipt.steps | Where-Object id -eq 'hybrid-application').facts.applicationIdentifiers)
    if ($told -contains '4444dddd-3333-eeee-4444-ffff5555aaaa') { "told: $($told -join ',')" }
}
Test-Case 'facts: without a certificate on this server, the application is read all the same' {
    $run = Invoke-Script (New-Place { param($s) $s.certificates = @($s.certificates[1]) })
    Confirm-Failed $run 'certificate-not-on-server'
    if (($run.receipt.steps | Where-Object id -eq 'hybrid-application').error) { 'the application was not read' }
}
Test-Case 'facts: a command that the account may not use is told by its code' {
    Confirm-Failed (Invoke-Script (New-Place { param($s) $s.missingCmdlets = @('Get-AuthServer') })) 'cmdlet-not-in-role'
}
