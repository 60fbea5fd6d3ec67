# Reads a JSON file into tables, also where ConvertFrom-Json has no -AsHashtable (Windows PowerShell 5.1).
function ConvertTo-Table {
    param($Value)
    if ($Value -is [Management.Automation.PSCustomObject]) {
        $table = @{}
        foreach ($property in $Value.PSObject.Properties) {
            # A list is built here, entry by entry: one that a function returned is wrapped, and Windows
            # PowerShell 5.1 would write it as {"value": [...], "Count": n}.
            if ($property.Value -is [array]) {
                $list = @()
                foreach ($entry in $property.Value) { $list += , (ConvertTo-Table $entry) }
                $table[$property.Name] = $list
            }
            else { $table[$property.Name] = ConvertTo-Table $property.Value }
        }
        return $table
    }
    $Value
}

function Read-Json {
    param([string]$Path)
    if ((Get-Command -Name ConvertFrom-Json).Parameters.ContainsKey('AsHashtable')) { return (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json -AsHashtable) }
    ConvertTo-Table (Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json)
}
