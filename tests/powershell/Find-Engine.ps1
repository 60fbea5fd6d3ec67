# Finds the PowerShell that runs this script, to start more of it.
function Test-Engine {
    # Whether a program runs PowerShell.
    param([string]$Path)
    try { $null = & $Path -NoProfile -NonInteractive -Command 'exit 7' } catch { return $false }
    $LASTEXITCODE -eq 7
}

function Find-Engine {
    # The process is PowerShell itself, but "dotnet" where PowerShell was installed as a .NET tool: then
    # its program lies beside its own files, or is in PATH.
    $names = @(if ($PSVersionTable.PSEdition -eq 'Core') { 'pwsh', 'pwsh.exe' } else { 'powershell.exe' })
    $process = [string](Get-Process -Id $PID).Path
    if ($process -and [IO.Path]::GetFileNameWithoutExtension($process) -ne 'dotnet') { return $process }
    foreach ($name in $names) {
        $beside = Join-Path $PSHOME $name
        if ((Test-Path -LiteralPath $beside -PathType Leaf) -and (Test-Engine $beside)) { return $beside }
    }
    foreach ($found in @(Get-Command -Name $names -CommandType Application -ErrorAction SilentlyContinue)) {
        if (Test-Engine $found.Path) { return $found.Path }
    }
    throw 'No program of PowerShell was found beside its own files or in PATH. Name one with -Engine.'
}
