# Runs one on-premises script against simulated organisations and tells what falls short.
#
#   pwsh -NoProfile -File tests/powershell/Test-Script.ps1 -Script tests/golden/teams/plain/05-role.ps1 [-Only fresh,kill]
#
# Each scenario starts a fresh PowerShell process, as an operator would. A script passes when every
# way through (fresh, twice, half done by hand, interrupted after any change, any command failing)
# ends in the same organisation, nothing changes under -WhatIf, and every refusal leaves a receipt.
# What only one script has is in cases/GUIDE/NAME.ps1: more calls of Test-Case, and in its first lines
#
#   # kind: skype                      which organisation (see New-SimulatedState.ps1)
#   # after: NAME.ps1,NAME.ps1         start from what these scripts of the same folder leave
#   # arguments: -Confirm:$false       what the script is always called with
#   # reads only                       no command of it changes anything
#   # goes on after errors             what cannot be read is told, and the run is no failure
#   # lists: FACT,FACT                 facts that stay lists
#   # skip: replication                scenarios that do not apply
#
# A body of Test-Case runs inside that function: variables named $Name and $Body are the function's.
param(
    [Parameter(Mandatory = $true)][string]$Script,
    [string]$Cases,
    [string[]]$Only,
    [string]$Engine = (Get-Process -Id $PID).Path
)
$ErrorActionPreference = 'Stop'
$Only = @($Only | Where-Object { $_ } | ForEach-Object { $_ -split ',' })
$Script = (Resolve-Path $Script).Path
# A script lies in a folder of its guide and set of answers, behind a number: GUIDE/plain/05-NAME.ps1.
$guide = [IO.Path]::GetFileName([IO.Path]::GetDirectoryName([IO.Path]::GetDirectoryName($Script)))
if (-not $Cases) { $Cases = Join-Path $PSScriptRoot ('cases/' + $guide + '/' + ([IO.Path]::GetFileName($Script) -replace '^\d+-', '')) }
$head = if (Test-Path $Cases) { (Get-Content $Cases -TotalCount 6) -join "`n" } else { '' }
$kind = if ($head -match '# kind: (\w+)') { $Matches[1] } else { 'fresh' }
$skip = if ($head -match '# skip: (\S+)') { $Matches[1] -split ',' } else { @() }
. (Join-Path $PSScriptRoot 'Read-Json.ps1')
$module = Join-Path $PSScriptRoot 'SimulatedExchange.psm1'
$newState = Join-Path $PSScriptRoot 'New-SimulatedState.ps1'
$work = Join-Path ([IO.Path]::GetTempPath()) ('crosstrust-' + [guid]::NewGuid())
[void](New-Item -ItemType Directory -Path $work)
$passed = 0
$failed = 0
$template = Join-Path $work 'template.json'
& $newState -Path $template -Kind $kind
$always = if ($head -match '# arguments: (.+)') { $Matches[1].Trim() } else { '' }
$after = @(if ($head -match '# after: (\S+)') { $Matches[1] -split ',' | ForEach-Object { $wanted = $_; @(Get-ChildItem ([IO.Path]::GetDirectoryName($Script)) | Where-Object { ($_.Name -replace '^\d+-', '') -eq $wanted })[0].FullName } })
$readsOnly = $head -match '# reads only'
# A script for Exchange Online is run in a window that is connected to it.
$online = $kind -eq 'online'
$window = "Import-Module '$module' -DisableNameChecking;"
if ($online) { $window += ' New-Module -Name tmpEXO_simulated -ScriptBlock {} | Import-Module;' }
$goesOn = $head -match '# goes on after errors'

function New-Place {
    # A folder with the state of a fresh organisation, changed as asked.
    param([scriptblock]$Prepare, [string]$From = $template)
    $place = Join-Path $work ([guid]::NewGuid())
    [void](New-Item -ItemType Directory -Path $place)
    $state = Read-Json $From
    if ($Prepare) { & $Prepare $state }
    [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
    $place
}

function Invoke-Script {
    # Runs the script in a new process; returns exit code, output, receipt and state.
    param([string]$Place, [string]$Arguments = '', [string]$Before = '', [switch]$NoExchange, [string]$Output = "$Place/out")
    $env:CROSSTRUST_SIMULATED_STATE = "$Place/state.json"
    $env:COMPUTERNAME = 'EX01'
    $env:ExchangeInstallPath = "$Place/exchange"
    if (-not (Test-Path "$Place/exchange")) {
        # Stands for the script of this name that ships with Exchange.
        [void](New-Item -ItemType Directory "$Place/exchange/Scripts")
        [IO.File]::WriteAllText("$Place/exchange/Scripts/Configure-EnterprisePartnerApplication.ps1", 'param([string]$AuthMetaDataUrl, [string]$ApplicationType) New-PartnerApplication -Name ($ApplicationType + ''Enterprise'') -AuthMetadataUrl $AuthMetaDataUrl -Enabled $true -ErrorAction Stop')
    }
    # What a program writes to its error stream is an error to Windows PowerShell, and not to the test.
    $ErrorActionPreference = 'Continue'
    $import = if ($NoExchange) { '' } else { $window }
    $text = & $Engine -NoProfile -NonInteractive -Command "$Before $import & '$Script' -OutputFolder '$Output' $always $Arguments; exit `$LASTEXITCODE" 2>&1 | Out-String
    $code = $LASTEXITCODE
    $receipt = $null
    if ($text -match '(?s)-----BEGIN CROSSTRUST RECEIPT-----(.*?)-----END CROSSTRUST RECEIPT-----') {
        $receipt = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(($Matches[1] -replace '\s'))) | ConvertFrom-Json
    }
    @{ code = $code; text = $text; receipt = $receipt; state = (Read-Json "$Place/state.json"); place = $Place; output = $Output }
}

function New-Variant {
    # The script with other answers, given as PowerShell writes them, in a file of its own.
    param([hashtable]$Change)
    $text = [IO.File]::ReadAllText($Script)
    foreach ($answer in $Change.Keys) {
        $pattern = '(?m)^(    ' + $answer + ' +=) .*?(?=\r?$)'
        if ($text -notmatch $pattern) { throw "$Script has no answer $answer" }
        $text = $text -replace $pattern, ('$1 ' + ([string]$Change[$answer]).Replace('$', '$$'))
    }
    $path = Join-Path $work ([string][guid]::NewGuid() + '.ps1')
    [IO.File]::WriteAllText($path, $text, (New-Object System.Text.UTF8Encoding $true))
    $path
}

function Get-Outcome {
    # The organisation as an administrator would see it, without bookkeeping.
    param($Run)
    $s = $Run.state
    $alive = { -not $_.deletedAtCall }
    $files = @(if (Test-Path $Run.output) { Get-ChildItem $Run.output -Filter *.cer | Sort-Object Name | ForEach-Object { $_.Name + ':' + (Get-FileHash $_.FullName).Hash } })
    [ordered]@{
        users        = @($s.mailUsers | Where-Object $alive | ForEach-Object { "$($_.Name)|$($_.ExternalEmailAddress)|$($_.HiddenFromAddressListsEnabled)" } | Sort-Object)
        roles        = @($s.roles | Where-Object $alive | ForEach-Object { "$($_.Name)|$(@($_.entries) -join ',')" } | Sort-Object)
        assignments  = @($s.roleAssignments | Where-Object $alive | ForEach-Object { "$($_.Role)|$($_.RoleAssigneeName)" } | Sort-Object)
        applications = @($s.partnerApplications | Where-Object $alive | ForEach-Object { "$($_.Name)|$($_.ApplicationIdentifier)|$($_.Enabled)|$($_.LinkedAccount)|$($_.Realm)" } | Sort-Object)
        authServers  = @($s.authServers | Where-Object $alive | ForEach-Object { "$($_.Type)|$($_.AuthMetadataUrl)|$($_.Enabled)" } | Sort-Object)
        rotation     = "$($s.authConfig.NextCertificateThumbprint)|$([bool]$s.authConfig.PreviousCertificateThumbprint)"
        connectors   = @($s.connectors | Where-Object $alive | ForEach-Object { "$($_.TargetAddressDomains -join ',')|$($_.Enabled)" } | Sort-Object)
        spaces       = @($s.availabilityAddressSpaces | ForEach-Object { "$($_.ForestName)|$($_.AccessMethod)|$($_.ProxyUrl)|$($_.UseServiceAccount)" } | Sort-Object)
        autodiscover = @($s.clientAccess | ForEach-Object { "$($_.Name)|$($_.AutoDiscoverServiceInternalUri)" } | Sort-Object)
        csOAuth      = @($s.csOAuthServers | ForEach-Object { "$($_.Identity)|$($_.MetadataUrl)" } | Sort-Object) + "$($s.csOAuthConfiguration.ServiceName)|$($s.csOAuthConfiguration.ExchangeAutodiscoverUrl)"
        csPartners   = @($s.csPartnerApplications | ForEach-Object { "$($_.Identity)|$($_.ApplicationIdentifier)|$($_.ApplicationTrustLevel)|$($_.UseOAuthServer)|$($_.MetadataUrl)" } | Sort-Object)
        files        = $files
    } | ConvertTo-Json -Compress
}

function Test-Case {
    param([string]$Name, [scriptblock]$Body)
    if ($Only -and -not ($Only | Where-Object { $Name -like "*$_*" })) { return }
    if ($skip | Where-Object { $Name -like "*$_*" }) { return }
    $problems = @(& $Body)
    if ($problems.Count) { $script:failed++; "FAIL $Name"; $problems | ForEach-Object { '     ' + $_ } } else { $script:passed++; "ok   $Name" }
}

function Confirm-Same {
    param($Expected, $Run, [string]$What)
    if ((Get-Outcome $Run) -ne $Expected) { "$What ends in another state:`n       expected $Expected`n       found    $(Get-Outcome $Run)" }
}
function Confirm-Failed {
    param($Run, [string]$Code)
    if ($Run.code -ne 1) { "exit code $($Run.code), not 1:`n$($Run.text)" }
    if (-not $Run.receipt) { "no receipt:`n$($Run.text)" }
    elseif (-not $Run.receipt.failure) { 'the receipt does not say failed' }
    elseif ($Code -and @($Run.receipt.steps | Where-Object { $_.error })[0].error.code -ne $Code) { "error code '$(@($Run.receipt.steps | Where-Object { $_.error })[0].error.code)', not '$Code'" }
}

if ($after) {
    # The organisation this script starts from is the one that other scripts leave.
    $asked = $Script; $first = $always; $always = ''; $place = New-Place
    foreach ($Script in $after) {
        $run = Invoke-Script $place
        if ($run.code -ne 0) { throw "$Script, which comes before, ended with $($run.code):`n$($run.text)" }
    }
    $Script = $asked; $always = $first; $state = $run.state
    $state.calls = 0; $state.changes = 0; $state.journal = @(); $state.done = @()
    [IO.File]::WriteAllText($template, ($state | ConvertTo-Json -Depth 20))
}
$fresh = Invoke-Script (New-Place)
$goal = Get-Outcome $fresh
$changes = $fresh.state.changes
$calls = $fresh.state.calls
"fresh run: exit $($fresh.code), $changes changes, $calls calls"

Test-Case 'fresh: done, receipt complete, nothing prompts' {
    if ($fresh.code -ne 0) { "exit code $($fresh.code):`n$($fresh.text)" }
    if (-not $fresh.receipt) { 'no receipt' }
    if ($fresh.receipt.account -cne ([Environment]::UserDomainName + '\' + [Environment]::UserName)) { "the account is '$($fresh.receipt.account)'" }
    if ($fresh.receipt.failure) { "failed at $($fresh.receipt.failure)" }
    if ($fresh.text -match 'NonInteractive') { 'something asked a question' }
    if (($changes -lt 1) -ne $readsOnly) { "$changes changes" }
}
if ($readsOnly) {
    Test-Case 'reads only: the organisation is the one from before' {
        if (@($fresh.state.done).Count) { "carried out: $($fresh.state.done -join ', ')" }
        $before = @{ state = (Read-Json $template); output = '/nowhere' }
        Confirm-Same (Get-Outcome $before) @{ state = $fresh.state; output = '/nowhere' } 'reading'
    }
}
$lists = if ($head -match '# lists: (\S+)') { $Matches[1] -split ',' } else { @() }
Test-Case 'lists: a fact that is a list is one also with one entry or none' {
    foreach ($name in $lists) {
        $step = @($fresh.receipt.steps | Where-Object { $_.facts.PSObject.Properties[$name] })[0]
        if (-not $step) { "no fact $name" } elseif ($step.facts.$name -isnot [array]) { "$name is no list: $($step.facts.$name | ConvertTo-Json -Compress)" }
    }
}
Test-Case 'twice: the second run changes nothing and says so' {
    $place = New-Place; $first = Invoke-Script $place; $second = Invoke-Script $place
    if ($second.code -ne 0) { "exit code $($second.code):`n$($second.text)" }
    if ($second.state.changes -ne $first.state.changes) { 'the second run changed something' }
    $said = @($second.receipt.steps | Where-Object { $_.outcome -ne 'unchanged' }); if ($said.Count) { "steps not unchanged: $($said.id -join ', ')" }
    Confirm-Same $goal $second 'the second run'
}
Test-Case 'whatif: nothing changes' {
    $place = New-Place
    $run = Invoke-Script $place '-WhatIf'
    if ($run.state.changes) { "$($run.state.changes) changes under -WhatIf" }
    if (@($run.state.done).Count) { "carried out: $($run.state.done -join ', ')" }
    if (Get-ChildItem "$place/out" -Filter *.cer -ErrorAction SilentlyContinue) { 'a certificate was written' }
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    if (-not $run.receipt.whatIf) { 'the receipt does not say -WhatIf' }
}
foreach ($kind in 'kill-before', 'kill-after') {
    for ($n = 1; $n -le $changes; $n++) {
        Test-Case "${kind} change $n, then run again" {
            $place = New-Place { param($s) $s.faults = @(@{ call = $n; kind = $kind }) }
            $killed = Invoke-Script $place
            if ($killed.code -eq 0) { 'the process was not killed' }
            $state = $killed.state; $state.faults = @(); [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
            $run = Invoke-Script $place
            if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
            Confirm-Same $goal $run 'the repaired run'
        }
    }
}
for ($n = 1; $n -le $calls; $n++) {
    Test-Case "error at call $n, then run again" {
        $place = New-Place { param($s) $s.faults = @(@{ anyCall = $n; kind = 'error' }) }
        $run = Invoke-Script $place
        # The call that only names the Exchange build may fail without harm.
        $harmless = @($run.state.journal | Where-Object { $_.call -eq $n })[0].cmdlet -eq 'Get-ExchangeServer'
        if (-not $harmless -and -not $goesOn) { Confirm-Failed $run 'exchange-error' }
        $state = $run.state; $state.faults = @(); [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
        $again = Invoke-Script $place
        if ($again.code -ne 0) { "second run: exit code $($again.code):`n$($again.text)" }
        Confirm-Same $goal $again 'the repaired run'
    }
}
Test-Case 'replication: other domain controllers lag by 500 calls' {
    $run = Invoke-Script (New-Place { param($s) $s.replicationLag = 500 })
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $goal $run 'the run'
}
$done = "$($fresh.place)/state.json"
if (Test-Path $Cases) { . $Cases }
if ($online) {
    Test-Case 'refused: not connected to Exchange Online' { Confirm-Failed (Invoke-Script (New-Place) -NoExchange) 'exchange-online-not-connected' }
    Test-Case 'refused: the shell of a server' { Confirm-Failed (Invoke-Script (New-Place { param($s) $s.shell = 'exchange' })) 'exchange-server-loaded' }
    Test-Case 'refused: connected to another tenant' {
        Confirm-Failed (Invoke-Script (New-Place { param($s) $s.acceptedDomains = @([ordered]@{ Name = 'fabrikam.com'; DomainName = 'fabrikam.com'; Default = $true; DomainType = 'Authoritative' }) })) 'other-tenant'
    }
}
else {
    Test-Case 'refused: another shell' { Confirm-Failed (Invoke-Script (New-Place) -NoExchange) 'wrong-shell' }
    Test-Case 'refused: connected to Exchange Online' {
        Confirm-Failed (Invoke-Script (New-Place) -Before "New-Module -Name ExchangeOnlineManagement -ScriptBlock {} | Import-Module;") 'exchange-online-loaded'
    }
}
Test-Case 'relative output folder follows the location of the shell' {
    $place = New-Place; [void](New-Item -ItemType Directory "$place/here")
    $run = Invoke-Script $place -Before "Set-Location '$place/here';" -Output 'files'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    # What a script only prints the name of, it does not write.
    if ((Get-ChildItem $fresh.output -Filter '*.cer') -and -not (Get-ChildItem "$place/here/files" -Filter '*.cer' -ErrorAction SilentlyContinue)) { 'the certificate is not there' }
    if (-not (Get-ChildItem "$place/here/files" -Filter 'receipt-*.txt' -ErrorAction SilentlyContinue)) { 'the receipt is not there' }
}
Test-Case 'pasted: runs inside & { } without closing the window' {
    $place = New-Place
    $body = [IO.File]::ReadAllText($Script) -replace '(?s)<#.*?#>', '' -replace '(?m)^\s*\r?\n', ''
    [IO.File]::WriteAllText("$place/pasted.ps1", "& {`n$body`n} -OutputFolder '$place/out' $always`n'still open'")
    foreach ($fault in 'none', 'error') {
        $env:CROSSTRUST_SIMULATED_STATE = "$place/state.json"
        $state = Read-Json "$place/state.json"; $state.faults = @(if ($fault -eq 'error') { @{ call = 1; kind = 'error' } })
        [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
        $text = & $Engine -NoProfile -NonInteractive -Command "$window . ([scriptblock]::Create([IO.File]::ReadAllText('$place/pasted.ps1')))" 2>&1 | Out-String
        if ($text -notmatch 'still open') { "the window would have closed:`n$text" }
        if ($text -notmatch 'END CROSSTRUST RECEIPT') { "no receipt:`n$text" }
    }
}
Test-Case 'pasted as a dry run: changes nothing, and the receipt says so' {
    $place = New-Place
    $body = [IO.File]::ReadAllText($Script) -replace '(?s)<#.*?#>', '' -replace '(?m)^\s*\r?\n', ''
    [IO.File]::WriteAllText("$place/pasted.ps1", "& {`n$body`n} -WhatIf -OutputFolder '$place/out' $always`n'still open'")
    $env:CROSSTRUST_SIMULATED_STATE = "$place/state.json"
    $text = & $Engine -NoProfile -NonInteractive -Command "$window . ([scriptblock]::Create([IO.File]::ReadAllText('$place/pasted.ps1')))" 2>&1 | Out-String
    if ($text -notmatch 'still open') { "the window would have closed:`n$text" }
    if ($text -match '(?s)-----BEGIN CROSSTRUST RECEIPT-----(.*?)-----END CROSSTRUST RECEIPT-----') {
        $receipt = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(($Matches[1] -replace '\s'))) | ConvertFrom-Json
        if (-not $receipt.whatIf) { 'the receipt does not say -WhatIf' }
    }
    else { "no receipt:`n$text" }
    $state = Read-Json "$place/state.json"
    if ($state.changes -or @($state.done).Count) { "carried out: $($state.done -join ', ')" }
}
Test-Case 'receipt is printed even where it cannot be saved' {
    $place = New-Place { param($s) if (-not $readsOnly) { $s.faults = @(@{ call = 1; kind = 'error' }) } }
    [IO.File]::WriteAllText("$place/out", 'a file, not a folder')
    $run = Invoke-Script $place
    if ($readsOnly) { if (-not $run.receipt) { "no receipt:`n$($run.text)" } } else { Confirm-Failed $run 'exchange-error' }
}
Test-Case 'syntax: parses, and every command is known' {
    $errors = $null; $tokens = $null
    $ast = [Management.Automation.Language.Parser]::ParseFile($Script, [ref]$tokens, [ref]$errors)
    foreach ($e in $errors) { $e.Message }
    $aliases = @($ast.FindAll({ param($n) $n -is [Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ } | Sort-Object -Unique | Where-Object { Get-Alias -Name $_ -ErrorAction SilentlyContinue })
    if ($aliases.Count) { "aliases: $($aliases -join ', ')" }
}
Remove-Item -Recurse -Force $work
"$passed passed, $failed failed"
if ($failed) { exit 1 }
