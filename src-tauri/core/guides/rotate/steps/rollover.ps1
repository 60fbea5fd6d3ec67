function Invoke-RolloverStep {
    # $Publish: a certificate whose day has come is published where Exchange has not done so itself.
    param([bool]$Publish)
    Start-Step 'rollover' 'The rollover'
    $rotation = Read-Rotation
    # Before anything stops or is published: which servers lack a certificate.
    Add-ServerFact $rotation
    $due = $rotation.next -and (-not $rotation.effective -or $rotation.effective -le [DateTime]::UtcNow)
    if ($due -and $Publish) {
        $wanted = $rotation.next
        if (-not (Get-LocalCertificate $wanted)) { Stop-Step 'certificate-not-on-server' ('The next Auth Certificate ' + $wanted + ' is not on this server. Run the script on another Mailbox server.') }
        # Who agrees to the change reads which servers cannot sign with it yet.
        $doubt = ''
        $lacking = @($Run.Step.facts['serversWithoutNext'])
        if ($lacking.Count -gt 0) { $doubt = ' (not yet on ' + ($lacking -join ', ') + ')' }
        Invoke-Change $wanted ('Publish the next certificate' + $doubt) 'Set-AuthConfig' { Set-AuthConfig -PublishCertificate -Force @Dc } -Before ([string]$rotation.current) -After $wanted
        if ($Run.Step.outcome -eq 'planned') { return }
        $rotation = Read-Rotation
        if ($rotation.current -ne $wanted) { Stop-Step 'rollover-not-done' ('Exchange accepted the command, but the domain controller still shows ' + $rotation.current + ' as the current certificate.') }
        Add-ServerFact $rotation
    }
    Add-RolloverFact $rotation
}
