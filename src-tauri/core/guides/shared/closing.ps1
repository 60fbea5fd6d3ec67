catch {
    Add-Failure $_
}
$Run.Ended = $true
if ($Run.Failure) { Write-Warning 'Completed changes are kept. Fix the cause and run the same script again.' }
Write-Receipt
}
finally {
    # Ctrl+C leads here, and nothing after this is run.
    Close-Journal
    if (-not $Run.Written) { Write-InterruptedReceipt }
}
# Pasted into a window instead of run from a file, "exit" would close that window.
if ($MyInvocation.MyCommand.CommandType -eq 'ExternalScript') { exit [int][bool]$Run.Failure }
