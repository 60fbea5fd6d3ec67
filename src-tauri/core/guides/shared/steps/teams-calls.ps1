function Add-TeamsCall {
    # Counts one request under the first application that it fits: by its id anywhere in the line, or by its
    # user agent.
    param($Row, [string]$Line, $Seen)
    $agent = [string]$Row.UserAgent
    foreach ($one in $Seen.applications) {
        $fits = ($one.appId -and $Line.IndexOf($one.appId, [StringComparison]::OrdinalIgnoreCase) -ge 0) -or ($one.agent -and $agent -match $one.agent)
        if (-not $fits) { continue }
        $one.count++
        if ([string]::CompareOrdinal([string]$Row.DateTime, $one.last) -gt 0) { $one.last = [string]$Row.DateTime }
        $status = [string]$Row.HttpStatus
        if (-not $status) { $status = '0' }
        $one.statuses[$status] = 1 + [int]$one.statuses[$status]
        if ($agent) { $one.agents[$agent] = $true }
        foreach ($category in [regex]::Matches($Line, 'invalid_(signature|token|resource|tenant|user|client|grant|issuer)|token_expired')) { $Seen.categories[$category.Value] = $true }
        return
    }
}

function Split-LogLine {
    # The values of one line by the names of the columns. A value with a comma is in quotation marks.
    param([string]$Line, [string[]]$Columns)
    $values = @([regex]::Matches($Line, '(?<=^|,)(?:"((?:[^"]|"")*)"|([^,]*))') | ForEach-Object { $_.Groups[1].Value + $_.Groups[2].Value })
    $row = @{}
    for ($at = 0; $at -lt $Columns.Count -and $at -lt $values.Count; $at++) { $row[$Columns[$at]] = $values[$at] }
    $row
}

function Read-TeamsLog {
    # Reads one log, also while Exchange writes to it. The header line names the columns.
    param([string]$Path, $Seen)
    $columns = @()
    $file = New-Object System.IO.FileStream -ArgumentList $Path, ([IO.FileMode]::Open), ([IO.FileAccess]::Read), ([IO.FileShare]'ReadWrite, Delete')
    $reader = New-Object System.IO.StreamReader -ArgumentList $file
    try {
        while ($null -ne ($line = $reader.ReadLine())) {
            if ($line.IndexOf('#Fields:', [StringComparison]::Ordinal) -eq 0) { $columns = @($line.Substring(8).Split(',') | ForEach-Object { $_.Trim() }) }
            elseif ($line.IndexOf('DateTime,', [StringComparison]::Ordinal) -eq 0) { $columns = @($line.Split(',') | ForEach-Object { $_.Trim() }) }
            elseif ($columns.Count -gt 0 -and $Seen.pattern.IsMatch($line)) { Add-TeamsCall (Split-LogLine $line $columns) $line $Seen }
        }
    }
    finally { $reader.Dispose() }
}

function Find-TeamsLog {
    # The logs of the last days in a folder of one server.
    param([string]$Root, [DateTime]$Since)
    foreach ($protocol in 'Ews', 'Autodiscover') {
        $folder = [IO.Path]::Combine($Root, 'Logging', 'HttpProxy', $protocol)
        [IO.Directory]::GetFiles($folder, '*.LOG') | Where-Object { [IO.File]::GetLastWriteTimeUtc($_) -ge $Since }
    }
}

function Invoke-TeamsCallsStep {
    Start-Step 'teams-calls' 'Requests of Teams in the logs of every Mailbox server (only read)'
    $days = 3
    $since = [DateTime]::UtcNow.AddDays(-$days)
    $seen = @{
        pattern      = New-Object System.Text.RegularExpressions.Regex -ArgumentList '7557eb47-c689-4224-abcf-aef9bd7573df|db7de2b5-2149-435e-8043-e080dd50afae|00000004-0000-0ff1-ce00-000000000000|SchedulingService|Microsoft\.Skype\.Presence\.App|MicrosoftNinja|SkypeSpaces|Teams/', 'IgnoreCase'
        categories   = @{}
        applications = @(
            @{ id = 'scheduler'; name = 'Teams Calendar Scheduler'; appId = '7557eb47-c689-4224-abcf-aef9bd7573df'; agent = 'SchedulingService'; count = 0; last = ''; statuses = @{}; agents = @{} }
            @{ id = 'voicemail'; name = 'Cloud Voicemail'; appId = 'db7de2b5-2149-435e-8043-e080dd50afae'; agent = ''; count = 0; last = ''; statuses = @{}; agents = @{} }
            @{ id = 'presence'; name = 'Presence'; appId = ''; agent = 'Microsoft\.Skype\.Presence\.App'; count = 0; last = ''; statuses = @{}; agents = @{} }
            @{ id = 'calendar'; name = 'Teams calendar'; appId = ''; agent = 'MicrosoftNinja|SkypeSpaces|Teams/'; count = 0; last = ''; statuses = @{}; agents = @{} }
            @{ id = 'legacy'; name = 'Skype for Business Online (legacy)'; appId = '00000004-0000-0ff1-ce00-000000000000'; agent = ''; count = 0; last = ''; statuses = @{}; agents = @{} }
        )
    }
    $servers = @(Get-ExchangeServer @Dc | Where-Object { [string]$_.AdminDisplayVersion -match '^Version 15' -and [string]$_.ServerRole -match 'Mailbox|ClientAccess' })
    $install = [string]$env:ExchangeInstallPath
    $unread = @()
    if (-not $install) {
        Write-Output '  not read: the logs, because this is not an Exchange server'
        $unread = @($servers | ForEach-Object { [string]$_.Name })
        $servers = @()
    }
    $files = 0
    $asked = 0
    foreach ($server in $servers) {
        Show-Progress 'Logs of the Exchange servers' $asked $servers.Count
        $asked++
        # On another server the logs are looked for in the same folder, through its administrative share.
        $root = $install
        if ([string]$server.Name -ne $env:COMPUTERNAME) { $root = '\\' + [string]$server.Fqdn + '\' + ($install -replace '^([A-Za-z]):', '$1$$') }
        try {
            foreach ($path in @(Find-TeamsLog $root $since)) {
                Read-TeamsLog $path $seen
                $files++
            }
        }
        catch {
            $unread += [string]$server.Name
            Write-Output ('  not read: the logs of ' + [string]$server.Name + ' (' + (Get-Reason $_) + ')')
        }
    }
    Show-Progress 'Logs of the Exchange servers' $asked $asked
    # Without any log, nothing is known of any request.
    if ($files -eq 0) { Add-Fact 'calls' $null }
    else {
        Add-Fact 'calls' @($seen.applications | ForEach-Object {
                $one = $_
                @{ id = $one.id; name = $one.name; count = $one.count; last = $one.last; agents = @($one.agents.Keys | Sort-Object); statuses = @($one.statuses.Keys | Sort-Object | ForEach-Object { @{ status = $_; count = $one.statuses[$_] } }) }
            })
    }
    Add-Fact 'tokenErrors' @($seen.categories.Keys | Sort-Object)
    Add-Fact 'logDays' $days
    Add-Fact 'logFiles' $files
    Add-Fact 'logServersUnread' @($unread)
}
