# Runs one on-premises script against simulated organisations and tells what falls short.
#
#   pwsh -NoProfile -File tests/powershell/Test-Script.ps1 -Script tests/golden/teams/plain/05-role.ps1
#        [-Only fresh,kill]        the scenarios whose names hold one of these
#        [-Spread error,refused]   one scenario of each of these kinds; -Seed says which one of them
#
# The kind of a scenario is the first word of its name, "error" of "error at call 3, then run again".
# Each scenario starts a fresh PowerShell process, as an operator would. A script passes when every
# way through (fresh, twice, half done by hand, interrupted after any change, any command failing)
# ends in the same organisation, nothing changes under -WhatIf, and every refusal leaves a receipt.
# What only one script has is in cases/GUIDE/NAME.ps1: more calls of Test-Case, or a call of the cases that
# several scripts share (cases/shared), with what differs in $tested. Its first lines say
#
#   # kind: skype                      which organisation (see New-SimulatedState.ps1)
#   # after: NAME.ps1,NAME.ps1         start from what these scripts of the same folder leave, each run
#                                      with the arguments that its own file of cases names
#   # arguments: -Confirm:$false       what the script is always called with
#   # reads only                       no command of it changes anything
#   # goes on after errors             what cannot be read is told, and the run is no failure
#   # may fail: CMDLET,CMDLET          what only these cannot read is told, and the run is no failure
#   # lists: FACT,FACT                 facts that stay lists
#   # skip: replication                scenarios that do not apply
#
# A body of Test-Case runs inside that function: variables named $Name and $Body are the function's.
param(
    [Parameter(Mandatory = $true)][string]$Script,
    [string]$Cases,
    [string[]]$Only,
    [string[]]$Spread,
    [int]$Seed = 0,
    [string]$Engine
)
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Find-Engine.ps1')
if (-not $Engine) { $Engine = Find-Engine }
$Only = @($Only | Where-Object { $_ } | ForEach-Object { $_ -split ',' })
$Spread = @($Spread | Where-Object { $_ } | ForEach-Object { $_ -split ',' })
$Script = (Resolve-Path $Script).Path
# A script lies in a folder of its guide and set of answers, behind a number: GUIDE/plain/05-NAME.ps1.
$guide = [IO.Path]::GetFileName([IO.Path]::GetDirectoryName([IO.Path]::GetDirectoryName($Script)))
$folder = [IO.Path]::GetDirectoryName($Script)

function Get-CasesPath {
    # The file of cases of a script of this guide.
    param([string]$Path)
    Join-Path $PSScriptRoot ('cases/' + $guide + '/' + ([IO.Path]::GetFileName($Path) -replace '^\d+-', ''))
}

function Read-Head {
    # What the first lines of a file of cases say of its script.
    param([string]$Path)
    $head = if (Test-Path $Path) { (Get-Content $Path -TotalCount 6) -join "`n" } else { '' }
    @{
        kind      = $(if ($head -match '# kind: (\w+)') { $Matches[1] } else { 'fresh' })
        after     = @(if ($head -match '# after: (\S+)') { $Matches[1] -split ',' })
        arguments = $(if ($head -match '# arguments: (.+)') { $Matches[1].Trim() } else { '' })
        lists     = @(if ($head -match '# lists: (\S+)') { $Matches[1] -split ',' })
        skip      = @(if ($head -match '# skip: (\S+)') { $Matches[1] -split ',' })
        mayFail   = @('Get-ExchangeServer') + @(if ($head -match '# may fail: (\S+)') { $Matches[1] -split ',' })
        readsOnly = $head -match '# reads only'
        goesOn    = $head -match '# goes on after errors'
    }
}

function Find-Script {
    # A script of the same folder, by the name that stands behind its number.
    param([string]$Name)
    $found = @(Get-ChildItem $folder | Where-Object { ($_.Name -replace '^\d+-', '') -eq $Name })
    if (-not $found.Count) { throw "There is no script $Name in $folder." }
    $found[0].FullName
}

if (-not $Cases) { $Cases = Get-CasesPath $Script }
$head = Read-Head $Cases
$skip = $head.skip
$always = $head.arguments
$readsOnly = $head.readsOnly
$goesOn = $head.goesOn
# A script for Exchange Online is run in a window that is connected to it.
$online = $head.kind -eq 'online'
. (Join-Path $PSScriptRoot 'Read-Json.ps1')
. (Join-Path $PSScriptRoot 'HealthPages.ps1')
$module = Join-Path $PSScriptRoot 'SimulatedExchange.psm1'
$newState = Join-Path $PSScriptRoot 'New-SimulatedState.ps1'
$work = Join-Path ([IO.Path]::GetTempPath()) ('crosstrust-' + [guid]::NewGuid())
[void](New-Item -ItemType Directory -Path $work)
$passed = 0
$failed = 0
# Scenarios by kind: how many there are, and how many were met. They are counted before one is chosen.
$counted = @{}
$met = @{}
$counting = $false
$template = Join-Path $work 'template.json'
& $newState -Path $template -Kind $head.kind
$window = "Import-Module '$module' -DisableNameChecking;"
if ($online) { $window += ' New-Module -Name tmpEXO_simulated -ScriptBlock {} | Import-Module;' }

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

function Read-Receipt {
    # The JSON of the receipt in what a run printed, or nothing. It may be packed (gzip).
    param([string]$Text)
    if ($Text -match '(?s)-----BEGIN CROSSTRUST RECEIPT-----(.*?)-----END CROSSTRUST RECEIPT-----') {
        $bytes = [Convert]::FromBase64String(($Matches[1] -replace '\s'))
        if ($bytes.Length -gt 2 -and $bytes[0] -eq 0x1f -and $bytes[1] -eq 0x8b) {
            $packed = New-Object System.IO.MemoryStream -ArgumentList (, $bytes)
            $unpacking = New-Object System.IO.Compression.GZipStream -ArgumentList $packed, ([IO.Compression.CompressionMode]::Decompress)
            $whole = New-Object System.IO.MemoryStream
            $unpacking.CopyTo($whole)
            $bytes = $whole.ToArray()
        }
        [Text.Encoding]::UTF8.GetString($bytes)
    }
}

function Get-Written {
    # The files that a run wrote, by name; none where its folder is not there.
    param($Run, [string]$Filter = '*')
    if (Test-Path -LiteralPath $Run.output -PathType Container) { Get-ChildItem -LiteralPath $Run.output -Filter $Filter | Sort-Object Name }
}

function Complete-Replication {
    # Every domain controller has what was written through another one, and what was deleted is gone.
    param($State)
    foreach ($collection in @($State.Keys)) {
        if ($State[$collection] -isnot [array]) { continue }
        $State[$collection] = @($State[$collection] | Where-Object { -not ($_ -is [Collections.IDictionary] -and $_.deletedAtCall) })
        foreach ($object in $State[$collection]) {
            if ($object -is [Collections.IDictionary]) { $object.Remove('writtenThrough'); $object.Remove('writtenAtCall') }
        }
    }
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
    $json = Read-Receipt $text
    $receipt = if ($json) { $json | ConvertFrom-Json }
    @{ code = $code; text = $text; json = $json; receipt = $receipt; state = (Read-Json "$Place/state.json"); place = $Place; output = $Output }
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
    $files = @(Get-Written $Run '*.cer' | ForEach-Object { $_.Name + ':' + (Get-FileHash $_.FullName).Hash })
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
    if ($Spread) {
        $scenarioKind = ($Name -split '[: ]')[0]
        if ($Spread -notcontains $scenarioKind) { return }
        if ($counting) { $counted[$scenarioKind]++; return }
        $met[$scenarioKind]++
        if ($met[$scenarioKind] -ne ($Seed % $counted[$scenarioKind]) + 1) { return }
    }
    # What stops one scenario stops no other.
    try { $problems = @(& $Body) }
    catch { $problems = @('stopped: ' + $_.Exception.Message + "`n" + $_.InvocationInfo.PositionMessage) }
    if ($problems.Count) { $script:failed++; "FAIL $Name"; $problems | ForEach-Object { '     ' + $_ } } else { $script:passed++; "ok   $Name" }
}

function Test-Culture {
    # Whether this PowerShell knows a culture: one of another calendar counts other years, and that of
    # Turkish has another capital of "i".
    param([string]$Name)
    try { $asked = New-Object System.Globalization.CultureInfo $Name } catch { return $false }
    $usual = [Globalization.CultureInfo]::InvariantCulture
    [DateTime]::UtcNow.ToString('yyyy', $asked) -ne [DateTime]::UtcNow.ToString('yyyy', $usual) -or 'i'.ToUpper($asked) -cne 'I'
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

function Get-Line {
    # What a receipt says, a line for each value. Dates, the folder of the run and the ids of requests are
    # left out: the rest is the same in every run and every culture.
    param($Value, [string]$At, [string]$Folder)
    if ($Value -is [Management.Automation.PSCustomObject]) { foreach ($property in $Value.PSObject.Properties) { Get-Line $property.Value ($At + '.' + $property.Name) $Folder } }
    elseif ($Value -is [array]) {
        $At + ': ' + $Value.Count
        for ($entry = 0; $entry -lt $Value.Count; $entry++) { Get-Line $Value[$entry] ($At + '.' + $entry) $Folder }
    }
    elseif ($Value -is [DateTime]) { $At + ' = date' }
    elseif ($Value -is [string] -and $Value -match '^[0-9]{4}-[0-9]{2}-[0-9]{2}T') { $At + ' = date' }
    else { $At + ' = ' + (([string]$Value).Replace($Folder, '') -replace 'RequestId=[0-9a-f-]{36}') }
}

if ($head.after.Count) {
    # The organisation this script starts from is the one that other scripts leave.
    $asked = $Script; $own = $always; $place = New-Place
    foreach ($earlier in $head.after) {
        $Script = Find-Script $earlier
        $always = (Read-Head (Get-CasesPath $Script)).arguments
        $run = Invoke-Script $place
        if ($run.code -ne 0) { throw "$Script, which comes before, ended with $($run.code):`n$($run.text)" }
    }
    $Script = $asked; $always = $own; $state = $run.state
    Complete-Replication $state
    $state.calls = 0; $state.changes = 0; $state.journal = @(); $state.done = @()
    [IO.File]::WriteAllText($template, ($state | ConvertTo-Json -Depth 20))
}
$fresh = Invoke-Script (New-Place)
$goal = Get-Outcome $fresh
$changes = $fresh.state.changes
$calls = $fresh.state.calls
"fresh run: exit $($fresh.code), $changes changes, $calls calls"

$scenarios = {
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
$lists = $head.lists
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
. (Join-Path $PSScriptRoot 'Interrupted.ps1')
foreach ($when in 'kill-before', 'kill-after') {
    for ($n = 1; $n -le $changes; $n++) {
        Test-Case "${when} change $n, then run again" {
            $place = New-Place { param($s) $s.faults = @(@{ call = $n; kind = $when }) }
            $killed = Invoke-Script $place
            if ($killed.code -eq 0) { 'the process was not killed' }
            if ($killed.json) { 'a receipt was printed' }
            if (@(Get-JournalFile $place).Count -ne 1) { "$(@(Get-JournalFile $place).Count) journals, not 1" }
            $state = $killed.state; $state.faults = @(); [IO.File]::WriteAllText("$place/state.json", ($state | ConvertTo-Json -Depth 20))
            $run = Invoke-Script $place
            if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
            Confirm-Same $goal $run 'the repaired run'
            Confirm-Told $run 'the repaired run'
        }
    }
}
for ($n = 1; $n -le $calls; $n++) {
    Test-Case "error at call $n, then run again" {
        $place = New-Place { param($s) $s.faults = @(@{ anyCall = $n; kind = 'error' }) }
        $run = Invoke-Script $place
        # The call that only names the Exchange build may fail without harm. Discovery tells what it cannot
        # read, also in a script that goes on to steps.
        $told = @(($run.receipt.steps | Where-Object id -eq 'discovery').facts.unread | Where-Object { $_ })
        $harmless = $told.Count -or $head.mayFail -contains @($run.state.journal | Where-Object { $_.call -eq $n })[0].cmdlet
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
    if (@(Get-Written $fresh '*.cer').Count -and -not (Get-ChildItem "$place/here/files" -Filter '*.cer' -ErrorAction SilentlyContinue)) { 'the certificate is not there' }
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
Test-Case 'dry-run: pasted with -WhatIf, it changes nothing, and the receipt says so' {
    $place = New-Place
    $body = [IO.File]::ReadAllText($Script) -replace '(?s)<#.*?#>', '' -replace '(?m)^\s*\r?\n', ''
    [IO.File]::WriteAllText("$place/pasted.ps1", "& {`n$body`n} -WhatIf -OutputFolder '$place/out' $always`n'still open'")
    $env:CROSSTRUST_SIMULATED_STATE = "$place/state.json"
    $text = & $Engine -NoProfile -NonInteractive -Command "$window . ([scriptblock]::Create([IO.File]::ReadAllText('$place/pasted.ps1')))" 2>&1 | Out-String
    if ($text -notmatch 'still open') { "the window would have closed:`n$text" }
    $json = Read-Receipt $text
    if (-not $json) { "no receipt:`n$text" } elseif (-not ($json | ConvertFrom-Json).whatIf) { 'the receipt does not say -WhatIf' }
    $state = Read-Json "$place/state.json"
    if ($state.changes -or @($state.done).Count) { "carried out: $($state.done -join ', ')" }
}
Test-Case 'language: a window that allows only simple commands is refused in words' {
    $place = New-Place
    $env:CROSSTRUST_SIMULATED_STATE = "$place/state.json"
    $text = & $Engine -NoProfile -NonInteractive -Command "$window `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; & '$Script' -OutputFolder '$place/out' $always; exit `$LASTEXITCODE" 2>&1 | Out-String
    if ($LASTEXITCODE -ne 1) { "exit code $LASTEXITCODE" }
    if ($text -notmatch 'language-restricted') { "it does not say why:`n$text" }
    $state = Read-Json "$place/state.json"
    if ($state.calls) { "$($state.calls) commands were called" }
}
Test-Case 'strict: the mode of the window changes nothing, and is on again afterwards' {
    $place = New-Place
    $run = Invoke-Script $place -Before 'Set-StrictMode -Version Latest;'
    if ($run.code -ne 0) { "exit code $($run.code):`n$($run.text)" }
    Confirm-Same $goal $run 'the run'
    $env:CROSSTRUST_SIMULATED_STATE = "$(New-Place)/state.json"
    $body = [IO.File]::ReadAllText($Script) -replace '(?s)<#.*?#>', '' -replace '(?m)^\s*\r?\n', ''
    [IO.File]::WriteAllText("$place/pasted.ps1", "Set-StrictMode -Version Latest`n& {`n$body`n} -OutputFolder '$place/out' $always`n`$seen = 'no'; try { [void]`$notThere.X } catch { `$seen = 'yes' }`n'strict: ' + `$seen")
    $text = & $Engine -NoProfile -NonInteractive -Command "$window . ([scriptblock]::Create([IO.File]::ReadAllText('$place/pasted.ps1')))" 2>&1 | Out-String
    if ($text -notmatch 'strict: yes') { "strict mode was left off:`n$text" }
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
# Windows counts years and writes letters otherwise where these are the culture of the server.
foreach ($culture in 'th-TH', 'ar-SA', 'fa-IR', 'tr-TR') {
    Test-Case "culture-${culture}: the same is done and told, with the dates of every culture" {
        if (-not (Test-Culture $culture)) { throw "This PowerShell does not know the culture $culture (the .NET setting InvariantGlobalization, or no ICU)." }
        $run = Invoke-Script (New-Place) -Before "[Threading.Thread]::CurrentThread.CurrentCulture = New-Object System.Globalization.CultureInfo '$culture'; [Threading.Thread]::CurrentThread.CurrentUICulture = New-Object System.Globalization.CultureInfo '$culture';"
        if ($run.code -ne $fresh.code) { "exit code $($run.code), not $($fresh.code):`n$($run.text)" }
        Confirm-Same $goal $run 'the run'
        foreach ($file in @(Get-Written $run 'receipt-*')) { if ($file.Name -notmatch '^receipt-20[0-9]{6}-[0-9]{6}[.-]') { "the file is named $($file.Name)" } }
        if (-not @(Get-Written $run 'receipt-*').Count) { 'no receipt was saved' }
        if (-not $run.json) { "no receipt:`n$($run.text)" }
        else {
            if ($run.json -match '[\p{Nd}-[0-9]]') { "a digit of another script: $($Matches[0])" }
            foreach ($date in [regex]::Matches($run.json, '"([0-9]{4})-[0-9]{2}-[0-9]{2}T')) { if ([int]$date.Groups[1].Value -lt 2020 -or [int]$date.Groups[1].Value -gt 2099) { "the year is $($date.Groups[1].Value)" } }
            if ($run.receipt.started -isnot [DateTime] -and $run.receipt.started -notmatch '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T') { "it started at $($run.receipt.started)" }
            $told = @(Get-Line $run.receipt.steps 'steps' $run.place)
            $usual = @(Get-Line $fresh.receipt.steps 'steps' $fresh.place)
            foreach ($line in @($told | Where-Object { $usual -cnotcontains $_ })) { "told only here: $line" }
            foreach ($line in @($usual | Where-Object { $told -cnotcontains $_ })) { "not told here: $line" }
        }
    }
}
}
if ($Spread) {
    $counting = $true
    $null = . $scenarios
    $counting = $false
    foreach ($one in $Spread) { if (-not $counted[$one]) { "none $one" } }
}
. $scenarios
Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
"$passed passed, $failed failed"
if ($failed) { exit 1 }
