function Invoke-ServiceNameStep {
    Start-Step 'service-name' 'Service name of this deployment'
    $wanted = '00000004-0000-0ff1-ce00-000000000000'
    $former = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    if ($former -ne $wanted) {
        Invoke-Change 'OAuth configuration' 'Set the service name' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ServiceName $wanted -ErrorAction Stop }
        # Undo sets this name again.
        if ($Run.Step.changes[-1].done) { Add-Fact 'formerServiceName' $former }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'serviceName' ([string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName)
}
