# The journal: a file in the output folder that tells of a change before it is made and again when it
# was made. A run that ends without its receipt, such as with its window, leaves it, and the next
# script of the same setup takes it into its own receipt.
function Write-Journal {
    # Adds a line, and waits until it is on the disk. A journal that cannot be written is said once, and
    # the run goes on without it.
    param($Line)
    if ($Run.JournalFailed) { return }
    try {
        $lines = @($Line)
        if (-not $Run.Journal) {
            if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
            $name = 'changes-' + $Answers.SetupId + '-' + (Get-InvariantTime $Run.Started 'yyyyMMdd-HHmmssfff') + '-' + [string]$PID + '.jsonl'
            $Run.JournalPath = Join-Path -Path $OutputFolder -ChildPath $name
            # Nobody else can open it while the run goes on: that tells a run that goes on from one that ended.
            $Run.Journal = [IO.File]::Open($Run.JournalPath, [IO.FileMode]::CreateNew, [IO.FileAccess]::Write, [IO.FileShare]::None)
            $lines = @(([ordered]@{ journal = 1; setup = $Answers.SetupId; domain = (Get-ComputerDomain); guide = {{ guide_id }}; script = {{ script_id }}; computer = $env:COMPUTERNAME; account = $Run.Account; started = $Run.Started.ToString('o') }), $Line)
        }
        foreach ($one in $lines) {
            $bytes = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $one -Depth 4 -Compress) + [Environment]::NewLine)
            $Run.Journal.Write($bytes, 0, $bytes.Length)
        }
        $Run.Journal.Flush($true)
    }
    catch {
        $Run.JournalFailed = $true
        Write-Warning ('The script cannot record its changes in ' + $OutputFolder + ' (' + $_.Exception.Message + '). It continues. Do not close this window before the script prints its result.')
    }
}

function Get-FormerFact {
    # What the change of this step replaces, as far as the step has noted it.
    param([hashtable]$Replaced)
    $found = @{}
    foreach ($name in @($Run.Step.facts.Keys)) {
        if ($name -clike 'former*') { $found[$name] = $Run.Step.facts[$name] }
    }
    if ($Replaced) { foreach ($name in @($Replaced.Keys)) { $found[$name] = $Replaced[$name] } }
    $found
}

function Get-ComputerDomain {
    # The domain of this computer: a journal of another one is not about this organization.
    try { [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName.ToLowerInvariant() }
    catch { '' }
}

function Read-Journal {
    # Notes what runs of this setup changed that did not come to their end. A journal that another run
    # still writes, that is damaged, or that belongs to another domain stays where it is.
    if (-not [IO.Directory]::Exists($OutputFolder)) { return }
    try { $paths = @([IO.Directory]::GetFiles($OutputFolder, 'changes-' + $Answers.SetupId + '-*.jsonl')) }
    catch { $paths = @() }
    foreach ($path in $paths) {
        $name = [IO.Path]::GetFileName($path)
        try {
            $lines = @(Read-JournalLine $path)
            $head = ConvertFrom-Json -InputObject $lines[0]
            if ([string]$head.setup -ne $Answers.SetupId -or [string]$head.domain -ne (Get-ComputerDomain)) {
                Write-Output ('  left: ' + $name + ' is about another setup or another domain.')
                continue
            }
            $Run.Interrupted += @{ file = $name; lines = $lines }
            $Run.Taken += $path
            Write-Output ('  An earlier run of this setup was interrupted. The result of this run also lists its changes (' + $name + ').')
        }
        catch { Write-Output ('  left: ' + $name + ' is not readable now (' + $_.Exception.Message + ').') }
    }
}

function Read-JournalLine {
    # The lines of a journal that no run is writing.
    param([string]$Path)
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
    try { $text = (New-Object System.IO.StreamReader -ArgumentList $stream, ([Text.Encoding]::UTF8)).ReadToEnd() }
    finally { $stream.Close() }
    $text -split '\r?\n' | Where-Object { $_ }
}

function Close-Journal {
    if ($Run.Journal) {
        try { $Run.Journal.Close() } catch { $Run.JournalFailed = $true }
        $Run.Journal = $null
    }
}

function Complete-Journal {
    # The receipt that was saved tells of everything in the journals: they are put away. A run that
    # failed, or a dry run, leaves them to the next one.
    Close-Journal
    if ($Run.Failure -or $WhatIfPreference) { return }
    try {
        foreach ($path in $Run.Taken) { [IO.File]::Move($path, $path + '.taken') }
        if ($Run.JournalPath) { [IO.File]::Delete($Run.JournalPath) }
    }
    catch { Write-Output ('  left: a journal cannot be renamed (' + $_.Exception.Message + '). The next run lists it again.') }
}
