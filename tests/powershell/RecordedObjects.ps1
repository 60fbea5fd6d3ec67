# Objects as a management shell gets them from a server: with every property that was recorded there, of
# its type, and deserialised the way remoting does it. Enumerations arrive as numbers that print their
# name, so that a script which compares one with a text without [string] fails here as it does there.
#
# exchange-objects.json in the folder of the reference holds the records. A cmdlet that is not among
# them, or a folder without that file, leaves objects as the simulator's state has them.
param([string]$Reference)

# The names of enumerations that scripts read, with their numbers.
$Enumerations = @{
    'Microsoft.Exchange.Data.Directory.SystemConfiguration.ServerRole'                              = @{ None = 0; Cafe = 1; Mailbox = 2; ClientAccess = 4; UnifiedMessaging = 16; HubTransport = 32; Edge = 64 }
    'Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomainType'                      = @{ Authoritative = 0; ExternalRelay = 1; InternalRelay = 2 }
    'Microsoft.Exchange.Data.Directory.SystemConfiguration.SupportedAccountType'                    = @{ OrganizationalAccount = 1 }
    'Microsoft.Exchange.Data.Directory.SystemConfiguration.ConfigurationSettings.SettingOverrideStatus' = @{ None = 0; Accepted = 1 }
    'Microsoft.Exchange.Data.ServerEditionType'                                                     = @{ Unknown = 0; Standard = 1; StandardEvaluation = 2; Enterprise = 3; EnterpriseEvaluation = 4; Coexistence = 5 }
    'Microsoft.Exchange.Data.ObjectState'                                                           = @{ New = 0; Unchanged = 1; Changed = 2; Deleted = 3 }
    # What these are numbered matters to nobody: any number that prints the name does.
    'Microsoft.Exchange.Data.RecipientType'                                                         = @{}
    'Microsoft.Exchange.Data.RecipientTypeDetails'                                                  = @{}
    'Microsoft.Exchange.Data.Type'                                                                  = @{}
    'Microsoft.Exchange.Data.RoleType'                                                              = @{}
}

# Properties of objects that were not recorded and are enumerations on a server.
$EnumerationProperties = @{
    ReducedRecipient = @('RecipientType', 'RecipientTypeDetails')
    MailUser         = @('RecipientType', 'RecipientTypeDetails')
    AuthServer       = @('Type')
    ExchangeRole     = @('RoleType')
}

# What a property is of that was null when it was recorded.
$NullTypes = @{ ExternalUrl = 'System.Uri' }

$Records = @{}
$recordsPath = [IO.Path]::Combine($Reference, 'exchange-objects.json')
if ([IO.File]::Exists($recordsPath)) {
    foreach ($record in (Get-Content -LiteralPath $recordsPath -Raw | ConvertFrom-Json).cmdlets.PSObject.Properties) { $Records[$record.Name] = $record.Value }
}

function ConvertTo-Element {
    # One property as remoting writes it (CLIXML). $Next is a table with the number of the next object.
    param([string]$Name, [string]$Type, $Value, $Next)
    $named = if ($Name) { ' N="' + [Security.SecurityElement]::Escape($Name) + '"' } else { '' }
    # What is empty in the state and no text on a server is null there.
    $isText = -not $Type -or $Type -eq 'System.String'
    if ($null -eq $Value -or ($Value -is [string] -and $Value -eq '' -and -not $isText)) { return '<Nil' + $named + ' />' }
    if (-not $Type) {
        $Type = 'System.String'
        if ($Value -is [bool]) { $Type = 'System.Boolean' }
        elseif ($Value -is [int] -or $Value -is [long]) { $Type = 'System.Int32' }
        elseif ($Value -is [DateTime]) { $Type = 'System.DateTime' }
        elseif ($Value -is [Collections.IList]) { $Type = 'System.Collections.ArrayList' }
    }
    $text = [Security.SecurityElement]::Escape([string]$Value)
    $number = $Next.number++
    $head = '<Obj' + $named + ' RefId="' + $number + '"><TN RefId="' + $number + '"><T>' + [Security.SecurityElement]::Escape($Type) + '</T><T>System.Object</T></TN>'
    if ($Value -is [Collections.IList] -or $Type -match 'Property`1|Collection$|List|\[\]\]?$') {
        $entries = foreach ($entry in @($Value)) { '<S>' + [Security.SecurityElement]::Escape([string]$entry) + '</S>' }
        return $head + '<LST>' + (@($entries) -join '') + '</LST></Obj>'
    }
    if ($Enumerations.ContainsKey($Type)) {
        $numbers = $Enumerations[$Type]
        $sum = 0
        foreach ($part in ([string]$Value -split ',\s*')) { $sum = $sum -bor $(if ($numbers.ContainsKey($part)) { $numbers[$part] } else { 1 }) }
        return $head + '<ToString>' + $text + '</ToString><I32>' + $sum + '</I32></Obj>'
    }
    switch ($Type) {
        'System.String' { return '<S' + $named + '>' + $text + '</S>' }
        'System.Boolean' { return '<B' + $named + '>' + ([string][bool]$Value).ToLowerInvariant() + '</B>' }
        'System.Int32' { return '<I32' + $named + '>' + $text + '</I32>' }
        'System.UInt32' { return '<U32' + $named + '>' + $text + '</U32>' }
        'System.Guid' { return '<G' + $named + '>' + $text + '</G>' }
        'System.Uri' { return '<URI' + $named + '>' + $text + '</URI>' }
        'System.Version' { return '<Version' + $named + '>' + $text + '</Version>' }
        'System.DateTime' { return '<DT' + $named + '>' + ([DateTime]$Value).ToUniversalTime().ToString('o') + '</DT>' }
    }
    $head + '<ToString>' + $text + '</ToString></Obj>'
}

function ConvertTo-Remote {
    # An object with these properties, of these types, as remoting hands it back.
    param([string]$TypeName, $Values, $Types, [string]$Printed)
    $next = @{ number = 1 }
    $elements = foreach ($key in $Values.Keys) { ConvertTo-Element $key ([string]$Types[$key]) $Values[$key] $next }
    $xml = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>' + [Security.SecurityElement]::Escape($TypeName) + '</T><T>System.Object</T></TN><ToString>' + [Security.SecurityElement]::Escape($Printed) + '</ToString><Props>' + (@($elements) -join '') + '</Props></Obj></Objs>'
    [Management.Automation.PSSerializer]::Deserialize($xml)
}

function ConvertTo-Recorded {
    # What a cmdlet hands back for an object of the state: the values that the state has, and for the rest
    # what was recorded.
    param([string]$Cmdlet, $Object, [string]$OriginatingServer)
    $record = $Records[$Cmdlet]
    $values = [ordered]@{}
    $types = @{}
    foreach ($property in $record.properties.PSObject.Properties) {
        $values[$property.Name] = $property.Value.text
        $types[$property.Name] = if ($property.Value.type) { [string]$property.Value.type } else { [string]$NullTypes[$property.Name] }
    }
    foreach ($key in $Object.Keys) {
        if ($key -notin 'writtenThrough', 'writtenAtCall', 'deletedAtCall') { $values[$key] = $Object[$key] }
    }
    if ($values.Contains('Id') -and $Object.Identity) { $values['Id'] = $Object.Identity }
    if ($values.Contains('OriginatingServer')) { $values['OriginatingServer'] = $OriginatingServer }
    ConvertTo-Remote (([string]$record.typeName) -replace '^Deserialized\.') $values $types ([string]$values['Identity'])
}
