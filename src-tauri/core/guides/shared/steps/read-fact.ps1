function Read-Fact {
    # One thing to read. What cannot be read is said and does not stop the rest.
    # A list stays a list also when it has one entry or none.
    param([string]$Name, [scriptblock]$Read, [switch]$List)
    try {
        if ($List) { Add-Fact $Name @(& $Read) }
        else { Add-Fact $Name (& $Read) }
    }
    catch {
        $reason = Get-Reason $_
        $Run.Step.facts['unread'] += @(@{ name = $Name; reason = $reason })
        Write-Output ('  not read: ' + $Name + ' (' + $reason + ')')
    }
}
