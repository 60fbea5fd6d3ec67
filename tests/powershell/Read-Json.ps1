# Reads a JSON file into tables, also where ConvertFrom-Json has no -AsHashtable (Windows PowerShell 5.1).
function ConvertTo-Table {
    param($Value)
    if ($Value -is [Management.Automation.PSCustomObject]) {
        $table = @{}
        foreach ($property in $Value.PSObject.Properties) { $table[$property.Name] = ConvertTo-Table $property.Value }
        return $table
    }
    # The comma keeps a list a list, also with one entry or none.
    if ($Value -is [array]) { return , @(foreach ($one in $Value) { ConvertTo-Table $one }) }
    $Value
}

function Read-Json {
    param([string]$Path)
    if ((Get-Command -Name ConvertFrom-Json).Parameters.ContainsKey('AsHashtable')) { return (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable) }
    ConvertTo-Table (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json)
}
