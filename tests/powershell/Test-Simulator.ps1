# Holds what the simulated cmdlets return against what was recorded on servers: the names of the
# properties, their types, enumerations that print their name, what is null.
#
#   pwsh -NoProfile -File tests/powershell/Test-Simulator.ps1
#
# CROSSTRUST_REFERENCE names the folder of the reference, with exchange-objects.json in it.
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Read-Json.ps1')
$reference = $env:CROSSTRUST_REFERENCE
if (-not $reference) { $reference = Join-Path $PSScriptRoot '../../../shared/reference' }
$records = (Get-Content -LiteralPath (Join-Path $reference 'exchange-objects.json') -Raw | ConvertFrom-Json).cmdlets
$work = Join-Path ([IO.Path]::GetTempPath()) ('crosstrust-' + [guid]::NewGuid())
[void](New-Item -ItemType Directory -Path $work)
$passed = 0
$failed = 0
$override = [ordered]@{ Name = 'x'; Identity = 'x'; ComponentName = 'Global'; SectionName = 'x'; Parameters = @('Enabled=true') }
& (Join-Path $PSScriptRoot 'New-SimulatedState.ps1') -Path "$work/state.json" -Kind 'fresh' -Change @{ settingOverrides = @($override) }
& (Join-Path $PSScriptRoot 'New-SimulatedState.ps1') -Path "$work/expired.json" -Kind 'expired'
$env:CROSSTRUST_SIMULATED_STATE = "$work/state.json"
Import-Module (Join-Path $PSScriptRoot 'SimulatedExchange.psm1') -DisableNameChecking

function Test-Type {
    # What is wrong with a value; nothing where it is of the type that was recorded.
    param([string]$Type, $Value)
    if ($null -eq $Value) {
        if ($Type -in 'System.String', 'System.Boolean', 'System.Int32') { 'it is null' }
        return
    }
    if (-not $Type) { return }
    $names = @($Value.PSObject.TypeNames | ForEach-Object { $_ -replace '^Deserialized\.', '' })
    # A list loses its own type where it passes through an assignment; that it is a list is what counts.
    if ($Value -is [Collections.IList] -and $Type -match 'Property`1|Collection$|List|\[\]\]?$') { return }
    if ($names -notcontains $Type) { "it is a $($names[0]), not a $Type" }
}

function Test-Object {
    param([string]$Cmdlet, $Object)
    $record = $records.$Cmdlet
    $there = @($Object.PSObject.Properties | ForEach-Object { $_.Name })
    foreach ($property in $record.properties.PSObject.Properties) {
        if ($there -notcontains $property.Name) { "$Cmdlet lacks $($property.Name)"; continue }
        $wrong = Test-Type ([string]$property.Value.type) ($Object.($property.Name))
        if ($wrong) { "$Cmdlet, $($property.Name): $wrong" }
    }
    foreach ($name in $there) { if (-not $record.properties.PSObject.Properties[$name]) { "$Cmdlet has $name, which no server told" } }
}

function Write-Result {
    param([string]$Name, $Problems)
    if (@($Problems).Count) { $script:failed++; "FAIL $Name"; $Problems | ForEach-Object { '     ' + $_ } } else { $script:passed++; "ok   $Name" }
}

foreach ($cmdlet in @($records.PSObject.Properties | ForEach-Object { $_.Name })) {
    if (-not (Get-Command -Name $cmdlet -ErrorAction SilentlyContinue)) { continue }
    # A certificate comes back as one, with everything that such an object has.
    if ($cmdlet -eq 'Get-ExchangeCertificate') { continue }
    $objects = @(& $cmdlet -ErrorAction Stop)
    $problems = @(if (-not $objects.Count) { 'nothing came back' }; foreach ($object in $objects) { Test-Object $cmdlet $object })
    Write-Result "shape of $cmdlet" $problems
}
$server = @(Get-ExchangeServer -ErrorAction Stop)[0]
$domain = @(Get-AcceptedDomain -ErrorAction Stop)[0]
$problems = @(
    foreach ($one in @($server.ServerRole, 'Mailbox'), @($domain.DomainType, 'Authoritative')) {
        if ($one[0] -isnot [int]) { "$($one[1]) is no number" }
        if ([string]$one[0] -ne $one[1]) { "$($one[1]) prints $($one[0])" }
    })
Write-Result 'enumerations are numbers that print their name' $problems
$certificates = @(Get-ExchangeCertificate -Server 'EX01' -DomainController 'dc01.contoso.com' -ErrorAction Stop)
$problems = @(
    if ($certificates.Count -ne 2) { "$($certificates.Count) certificates, not 2" }
    foreach ($property in $records.'Get-ExchangeCertificate'.properties.PSObject.Properties) {
        foreach ($certificate in $certificates) { $wrong = Test-Type ([string]$property.Value.type) ($certificate.($property.Name)); if ($wrong) { "$($property.Name): $wrong" } }
    })
Write-Result 'certificates of a server, asked through a domain controller' $problems
$env:CROSSTRUST_SIMULATED_STATE = "$work/expired.json"
Import-Module (Join-Path $PSScriptRoot 'SimulatedExchange.psm1') -DisableNameChecking -Force
$certificates = @(Get-ExchangeCertificate -Server 'EX01' -ErrorAction Stop)
$problems = @(
    if ($certificates.Count -ne 2) { "$($certificates.Count) certificates, not 2" }
    foreach ($certificate in $certificates) { if ($certificate.Thumbprint -or $certificate.Subject) { 'more than bytes' }; if (-not @($certificate.RawData).Count) { 'no bytes' } })
Write-Result 'certificates of a server whose Auth Certificate has expired are bytes alone' $problems
Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
"$passed passed, $failed failed"
if ($failed) { exit 1 }
