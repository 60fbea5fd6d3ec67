function Invoke-ServiceNameStep {
    Start-Step 'service-name' 'Service name of this deployment'
    $wanted = '00000004-0000-0ff1-ce00-000000000000'
    $former = [string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName
    if ($former -ne $wanted) {
        # Undo sets the former value again.
        Invoke-Change 'OAuth configuration' 'Set the service name' 'Set-CsOAuthConfiguration' { Set-CsOAuthConfiguration -Identity 'global' -ServiceName $wanted -ErrorAction Stop } -Before $former -After $wanted -Replaced @{ formerServiceName = $former }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'serviceName' ([string]@(Get-CsOAuthConfiguration -ErrorAction Stop)[0].ServiceName)
}
