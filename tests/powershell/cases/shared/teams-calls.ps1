# Cases of every script that counts the requests of Teams in the logs.
function Add-Log {
    # A log of the simulated server, with columns in an order of its own.
    param([string]$Place, [string]$Protocol, [string[]]$Lines, [int]$DaysAgo = 0)
    $folder = "$Place/exchange/Logging/HttpProxy/$Protocol"
    [void](New-Item -ItemType Directory -Force $folder)
    $path = "$folder/HttpProxy_2026112900-1.LOG"
    $columns = 'DateTime,RequestId,UserAgent,HttpStatus,GenericErrors'
    [IO.File]::WriteAllLines($path, @($columns, '#Software: Microsoft Exchange Server', ('#Fields: ' + $columns)) + $Lines)
    [IO.File]::SetLastWriteTimeUtc($path, [DateTime]::UtcNow.AddDays(-$DaysAgo))
}
function Get-Call {
    param($Run, [string]$Id)
    ($Run.receipt.steps | Where-Object id -eq 'teams-calls').facts.calls | Where-Object id -eq $Id
}
Test-Case 'facts: without logs nothing is known, and the server is named' {
    $facts = ($fresh.receipt.steps | Where-Object id -eq 'teams-calls').facts
    if ($null -ne $facts.calls -or $facts.logFiles -ne 0) { 'requests are told without logs' }
    if ((@($facts.logServersUnread) -join ',') -ne 'EX01') { "unread: $($facts.logServersUnread -join ', ')" }
}
Test-Case 'facts: requests are counted by agent and by id, with the last one and every status' {
    $place = New-Place
    Add-Log $place 'Ews' @(
        '2026-11-28T10:00:00.000Z,1,"MicrosoftNinja/1.0 Teams/1.0 (ExchangeServicesClient/1.0.0.0) SkypeSpaces/1.0a$*+",200,'
        '2026-11-28T11:00:00.000Z,2,"MicrosoftNinja/1.0 Teams/1.0 (ExchangeServicesClient/1.0.0.0) SkypeSpaces/1.0a$*+",401,"a, b invalid_tenant"'
        '2026-11-28T12:00:00.000Z,3,Outlook,200,'
        '2026-11-28T09:00:00.000Z,4,Anything,200,DB7DE2B5-2149-435E-8043-E080DD50AFAE')
    Add-Log $place 'Autodiscover' @('2026-11-28T13:00:00.000Z,5,SchedulingService/1,403,')
    $run = Invoke-Script $place
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    $calendar = Get-Call $run 'calendar'
    if ($calendar.count -ne 2 -or $calendar.last -notmatch '11:00:00' -or (@($calendar.statuses | ForEach-Object { $_.status + '=' + $_.count }) -join ',') -ne '200=1,401=1' -or @($calendar.agents).Count -ne 1) { "calendar: $($calendar | ConvertTo-Json -Compress)" }
    if ((Get-Call $run 'voicemail').count -ne 1 -or (Get-Call $run 'scheduler').count -ne 1 -or (Get-Call $run 'presence').count -ne 0) { 'not each by itself' }
    $facts = ($run.receipt.steps | Where-Object id -eq 'teams-calls').facts
    if ((@($facts.tokenErrors) -join ',') -ne 'invalid_tenant' -or $facts.logFiles -ne 2 -or @($facts.logServersUnread).Count) { "facts: $($facts | ConvertTo-Json -Compress -Depth 5)" }
}
Test-Case 'facts: older logs are left out' {
    $place = New-Place
    Add-Log $place 'Ews' @('2026-11-20T10:00:00.000Z,1,MicrosoftNinja/1.0,200,') 9
    Add-Log $place 'Autodiscover' @('2026-11-28T13:00:00.000Z,5,Outlook,200,')
    $run = Invoke-Script $place
    if ((Get-Call $run 'calendar').count -ne 0) { 'a request of last week is counted' }
}
