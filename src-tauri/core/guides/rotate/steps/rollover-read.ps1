function Add-RolloverFact {
    # Whether Exchange has gone over: nothing waits any more, and the one in use has time left. Only
    # then is the one before told as done with. Where the one in use is not on this server, that is null.
    param($Rotation)
    $current = Get-LocalCertificate $Rotation.current
    $done = $null
    if ($Rotation.next) { $done = $false } elseif ($current) { $done = (Get-DaysLeft $current) -ge 60 }
    $overdue = [bool]$Rotation.next -and (-not $Rotation.effective -or $Rotation.effective -le [DateTime]::UtcNow)
    $previous = @()
    if ($done -and $Rotation.previous -match '^[0-9A-Fa-f]{40}$' -and $Rotation.previous -ne $Rotation.current) { $previous = @($Rotation.previous) }
    Add-Fact 'rolledOver' $done
    Add-Fact 'overdue' $overdue
    Add-Fact 'previousThumbprints' $previous
    Add-RotationFact $Rotation
}

function Invoke-RolloverCheck {
    Start-Step 'rollover' 'The rollover (only read)'
    $rotation = Read-Rotation
    Add-ServerFact $rotation
    Add-RolloverFact $rotation
}
