# Runs that are interrupted: what the next run tells of them, and what is left in the output folder.
# Test-Script.ps1 runs this for every script that changes something; $fresh, $goal and $changes are its.

function Get-ToldChange {
    # Every change that a receipt tells of, those of interrupted runs too, without the folder of the test.
    param($Run)
    $told = @()
    foreach ($step in @($Run.receipt.steps)) {
        foreach ($change in @($step.changes | Where-Object { $_ -and $_.done })) { $told += $change.action + '|' + $change.target }
    }
    foreach ($journal in @($Run.receipt.interrupted | Where-Object { $_ })) {
        foreach ($line in @($journal.lines | Where-Object { $_ })) {
            try { $entry = ConvertFrom-Json -InputObject $line } catch { continue }
            if ($entry.action) { $told += $entry.action + '|' + $entry.target }
        }
    }
    @($told | ForEach-Object { $_.Replace($Run.place, '') } | Sort-Object -Unique)
}

function Confirm-Told {
    # The run after an interrupted one tells of everything that an uninterrupted run tells of, and puts
    # the journal away.
    param($Run, [string]$What)
    $told = @(Get-ToldChange $Run)
    $lost = @(Get-ToldChange $fresh | Where-Object { $told -notcontains $_ })
    if ($lost.Count) { "$What does not tell of: $($lost -join '; ')" }
    if (@($Run.receipt.interrupted | Where-Object { $_ }).Count -ne 1) { "the receipt of $What does not hold the journal" }
    if (@(Get-JournalFile $Run.place).Count) { "$What did not put the journal away" }
}

function Get-JournalFile {
    param([string]$Place)
    @(if (Test-Path "$Place/out") { Get-ChildItem "$Place/out" -Filter 'changes-*.jsonl' })
}

function Set-NoFault {
    # From here on nothing hinders the scripts of this place.
    param($Run)
    $state = $Run.state
    $state.faults = @()
    [IO.File]::WriteAllText("$($Run.place)/state.json", ($state | ConvertTo-Json -Depth 20))
}

function Invoke-StoppedScript {
    # Runs the script in this process and stops its pipeline, as Ctrl+C does, once the change hangs at
    # which the state of the place says so. Returns the same as Invoke-Script, without exit code.
    param([string]$Place)
    $env:CROSSTRUST_SIMULATED_STATE = "$Place/state.json"
    $env:COMPUTERNAME = 'EX01'
    $env:ExchangeInstallPath = "$Place/exchange"
    $shell = [powershell]::Create()
    [void]$shell.AddScript("$window & '$Script' -OutputFolder '$Place/out' $always")
    $running = $shell.BeginInvoke()
    $until = [DateTime]::UtcNow.AddSeconds(60)
    while (-not (Test-Path "$Place/state.json.hangs") -and -not $running.IsCompleted -and [DateTime]::UtcNow -lt $until) { Start-Sleep -Milliseconds 50 }
    $shell.Stop()
    $shell.Dispose()
    $file = @(if (Test-Path "$Place/out") { Get-ChildItem "$Place/out" -Filter 'receipt-*.txt' })
    $receipt = $null
    if ($file.Count) { $receipt = Read-Receipt ([IO.File]::ReadAllText($file[0].FullName)) | ConvertFrom-Json }
    @{ receipt = $receipt; state = (Read-Json "$Place/state.json"); place = $Place; output = "$Place/out"; text = '' }
}

for ($n = 1; $n -le $changes; $n++) {
    Test-Case "interrupted: Ctrl+C after change $n leaves a receipt, and the next run tells all" {
        $place = New-Place { param($s) $s.faults = @(@{ call = $n; kind = 'hang-after' }) }
        $stopped = Invoke-StoppedScript $place
        if (-not $stopped.receipt) { 'no receipt was saved' }
        $codes = @($stopped.receipt.steps | Where-Object { $_.error } | ForEach-Object { $_.error.code })
        if (($codes -join ',') -ne 'interrupted') { "the receipt ends with '$($codes -join ',')'" }
        if (@(Get-JournalFile $place).Count -ne 1) { 'the journal is not there' }
        Set-NoFault $stopped
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        Confirm-Same $goal $run 'the next run'
        Confirm-Told $run 'the next run'
    }
}
if ($changes -gt 0) {
    Test-Case 'interrupted: an error leaves the journal of what was made before it' {
        $place = New-Place { param($s) $s.faults = @(@{ call = $changes; kind = 'error' }) }
        $failed = Invoke-Script $place
        Confirm-Failed $failed 'exchange-error'
        Set-NoFault $failed
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($changes -gt 1) { Confirm-Told $run 'the next run' }
    }
    Test-Case 'interrupted: a dry run tells of the journal and leaves it' {
        $place = New-Place { param($s) $s.faults = @(@{ call = 1; kind = 'kill-after' }) }
        $killed = Invoke-Script $place
        Set-NoFault $killed
        $run = Invoke-Script $place '-WhatIf'
        if (@($run.receipt.interrupted).Count -ne 1) { 'the receipt does not hold the journal' }
        if (@(Get-JournalFile $place).Count -ne 1) { 'the journal was put away' }
    }
    Test-Case 'interrupted: a journal of another setup, a damaged one and an empty one stop nothing' {
        $place = New-Place
        [void](New-Item -ItemType Directory "$place/out")
        $setup = [string]$fresh.receipt.setup
        [IO.File]::WriteAllText("$place/out/changes-$setup-1.jsonl", '{"journal":1,"setup":"another","domain":""}')
        [IO.File]::WriteAllText("$place/out/changes-$setup-2.jsonl", '{"journal":')
        [IO.File]::WriteAllText("$place/out/changes-$setup-3.jsonl", '')
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        Confirm-Same $goal $run 'the run'
        if (@($run.receipt.interrupted | Where-Object { $_ }).Count) { 'one of them was taken' }
        if (@(Get-JournalFile $place).Count -ne 3) { 'one of them was put away' }
    }
    Test-Case 'interrupted: a folder that cannot be written to stops nothing' {
        $place = New-Place
        [IO.File]::WriteAllText("$place/out", 'a file, not a folder')
        $run = Invoke-Script $place
        if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
        if ($run.state.changes -ne $changes) { "$($run.state.changes) changes, not $changes" }
    }
}
