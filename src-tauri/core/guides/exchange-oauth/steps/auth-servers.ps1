function Invoke-AuthServerStep {
    Start-Step 'auth-servers' 'Authorization servers of this tenant'
    foreach ($wanted in @(Get-WantedAuthServer)) {
        $found = @(Find-AuthServer $wanted)
        if ($found.Count -eq 0) {
            $name = Get-FreeName $wanted.name @(Get-AuthServer @Dc | ForEach-Object { [string]$_.Name })
            Invoke-Change $name 'Create the authorization server' 'New-AuthServer' {
                $new = @{ Name = $name; AuthMetadataUrl = $wanted.url }
                if ($wanted.type -eq 'AzureAD') { $new['Type'] = 'AzureAD' }
                New-AuthServer @new @Dc
            }
            if (-not $Run.Step.changes[-1].done) { continue }
            $made = Wait-ForObject { Find-AuthServer $wanted }
            if (-not $made) { Stop-Step 'auth-server-not-replicated' ('The new authorization server is not visible on ' + $Answers.DomainController + ' yet. Wait a minute and run the script again.') }
        }
        elseif (@($found | Where-Object { $_.Enabled }).Count -eq 0) {
            Invoke-Change $found[0].Name 'Enable the authorization server' 'Set-AuthServer' { Set-AuthServer -Identity $found[0].Identity -Enabled $true @Dc } -Before 'Disabled' -After 'Enabled'
        }
    }
    Add-AuthServerFact
}
