function Get-FreeName {
    # The name, or the name with the first number that is free: an object of another tenant may have it.
    param([string]$Name, [string[]]$Taken)
    $free = $Name
    for ($number = 2; $Taken -contains $free; $number++) { $free = $Name + ' ' + $number }
    $free
}
