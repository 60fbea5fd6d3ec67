function Add-RolloverFact {
    # Whether Exchange has gone over: nothing waits any more, and the one in use has time left. Only
    # then is the one before told as done with.
    param($Rotation)
    $done = -not $Rotation.next -and (Get-DaysLeft (Get-LocalCertificate $Rotation.current)) -ge 60
    $overdue = [bool]$Rotation.next -and (-not $Rotation.effective -or $Rotation.effective -le [DateTime]::UtcNow)
    $previous = @()
    if ($done -and $Rotation.previous -match '^[0-9A-Fa-f]{40}$' -and $Rotation.previous -ne $Rotation.current) { $previous = @($Rotation.previous) }
    Add-Fact 'rolledOver' ([bool]$done)
    Add-Fact 'overdue' $overdue
    Add-Fact 'previousThumbprints' $previous
    Add-RotationFact $Rotation
    Add-ServerFact $Rotation
}

function Invoke-RolloverCheck {
    Start-Step 'rollover' 'The rollover (only read)'
    Add-RolloverFact (Read-Rotation)
}
