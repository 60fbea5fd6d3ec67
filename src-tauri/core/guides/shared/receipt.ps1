function Read-Build {
    # The Exchange build of this server, for the receipt; a receipt without it is as good.
    if ($Run.Build -or -not (Get-Command -Name 'Get-ExchangeServer' -ErrorAction SilentlyContinue)) { return }
    try { $Run.Build = [string](Get-ExchangeServer -Identity $env:COMPUTERNAME @Dc).AdminDisplayVersion } catch { $Run.Build = $null }
}

function New-Receipt {
    # Everything the run has to tell.
    [ordered]@{
        format      = 2
        guide       = {{ guide_id }}
        script      = {{ script_id }}
        setup       = $Answers.SetupId
        answers     = $Answers.AnswersHash
        started     = $Run.Started.ToString('o')
        ended       = [DateTime]::UtcNow.ToString('o')
        computer    = $env:COMPUTERNAME
        account     = $Run.Account
        build       = $Run.Build
        powershell  = [string]$PSVersionTable.PSVersion
        whatIf      = [bool]$WhatIfPreference
        failure     = $Run.Failure
        steps       = @($Run.Steps)
        interrupted = @($Run.Interrupted)
    }
}

function ConvertTo-ReceiptLine {
    # The receipt between its markers: packed, so that it fits on a screen, and in letters that every
    # mail and chat leaves alone.
    param($Receipt)
    $json = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Receipt -Depth 8 -Compress))
    $packed = New-Object System.IO.MemoryStream
    $packing = New-Object System.IO.Compression.GZipStream -ArgumentList $packed, ([IO.Compression.CompressionMode]::Compress)
    $packing.Write($json, 0, $json.Length)
    $packing.Close()
    $text = [Convert]::ToBase64String($packed.ToArray())
    '-----BEGIN CROSSTRUST RECEIPT-----'
    for ($i = 0; $i -lt $text.Length; $i += 76) { $text.Substring($i, [Math]::Min(76, $text.Length - $i)) }
    '-----END CROSSTRUST RECEIPT-----'
}

function Save-Receipt {
    # Saves the lines in the output folder, and beside them the same to read. Returns the file's path.
    param($Receipt, [string[]]$Lines)
    if (-not [IO.Directory]::Exists($OutputFolder)) { [void][IO.Directory]::CreateDirectory($OutputFolder) }
    $name = 'receipt-' + (Get-InvariantTime $Run.Started 'yyyyMMdd-HHmmss')
    $path = Join-Path -Path $OutputFolder -ChildPath ($name + '.txt')
    [IO.File]::WriteAllLines($path, $Lines)
    # Nothing depends on this one.
    try { [IO.File]::WriteAllText((Join-Path -Path $OutputFolder -ChildPath ($name + '.json')), (ConvertTo-Json -InputObject $Receipt -Depth 8)) }
    catch { Write-Warning ('The result could not be saved as a readable text file: ' + $_.Exception.Message) }
    $path
}

function Write-Receipt {
    # Prints the receipt and saves it.
    Read-Build
    $receipt = New-Receipt
    $lines = @(ConvertTo-ReceiptLine $receipt)
    Write-Output ''
    Write-Output $lines
    try {
        $path = Save-Receipt $receipt $lines
        $Run.Written = $true
        Write-Output ''
        Write-Output ('Saved as ' + $path)
        Complete-Journal
    }
    catch {
        $Run.Written = $true
        Write-Warning ('The result could not be saved (' + $_.Exception.Message + '). Copy the lines above.')
    }
}

function Write-InterruptedReceipt {
    # After Ctrl+C. The pipeline takes nothing any more, so the lines go to the window itself, and no
    # command of the server is asked again.
    if (-not $Run.Step) { return }
    try {
        # Stopped later than that, every step is done, and only the receipt is not printed yet.
        if (-not $Run.Ended) {
            $Run.Step.outcome = 'failed'
            $Run.Step.error = @{ code = 'interrupted'; message = 'Somebody stopped the script here, before its end.'; id = ''; line = $null }
            if (-not $Run.Failure) { $Run.Failure = [string]$Run.Step.id }
        }
        $receipt = New-Receipt
        $lines = @(ConvertTo-ReceiptLine $receipt)
        try { $saved = 'Saved as ' + (Save-Receipt $receipt $lines) }
        catch { $saved = 'The result could not be saved (' + $_.Exception.Message + '). Copy the lines above.' }
    }
    catch {
        $lines = @()
        $saved = 'The result could not be written: ' + $_.Exception.Message
    }
    # A host without a window has nothing to show it in.
    try {
        foreach ($line in @('', 'The script was stopped before its end. Its changes so far stay, and this result lists them. Run the same script again.', '') + $lines + @('', $saved)) { $Host.UI.WriteLine($line) }
    }
    catch { return }
}
