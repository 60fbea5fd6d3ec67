@echo off
setlocal EnableExtensions DisableDelayedExpansion
title Crosstrust
rem Opens Windows PowerShell and runs the script named below. Windows PowerShell is opened by its full path,
rem without a profile. The execution policy applies to this window alone.
set "CROSSTRUST_SCRIPT={script}"
set "CROSSTRUST_POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
rem A network folder has a drive letter until the end.
pushd "%~dp0.." 2>nul
rem A percent sign in the name of a folder can get lost. Windows starts this file in its own folder.
if errorlevel 1 if exist ".\%~nx0" pushd ..
if not exist "%CROSSTRUST_SCRIPT%" goto incomplete
if not exist "start\start.ps1" goto incomplete
if not exist "%CROSSTRUST_POWERSHELL%" goto nopowershell
rem What forbids scripts is found first, with a command that reads and changes nothing.
"%CROSSTRUST_POWERSHELL%" -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') { exit 21 }; $policy = [string](Get-ExecutionPolicy); if ($policy -eq 'AllSigned') { exit 22 }; if ($policy -eq 'Restricted') { exit 23 }; if ($policy -eq 'RemoteSigned') { if (@(Get-Item -LiteralPath '.\start\start.ps1', $env:CROSSTRUST_SCRIPT -Stream 'Zone.Identifier' -ErrorAction SilentlyContinue).Count -gt 0) { exit 24 } }; exit 0"
if %errorlevel%==21 goto language
if %errorlevel%==22 goto signed
if %errorlevel%==23 goto restricted
if %errorlevel%==24 goto marked
if not %errorlevel%==0 goto notstarted
"%CROSSTRUST_POWERSHELL%" -NoLogo -NoProfile -NoExit -ExecutionPolicy Bypass -File ".\start\start.ps1" -ScriptFile "%CROSSTRUST_SCRIPT%" -Shell {shell}{switches}
popd
exit /b 0

:incomplete
echo A file is missing: "%CROSSTRUST_SCRIPT%" or "start\start.ps1".
echo If this folder is inside a .zip file, right-click the .zip file and select Extract All.
echo Copy the whole folder of the scripts to this computer. Then double-click this file there.
goto stopped

:nopowershell
echo Windows PowerShell is not on this computer:
echo "%CROSSTRUST_POWERSHELL%"
echo Run the script on a server that has it.
goto stopped

:language
echo This computer allows only simple PowerShell commands (AppLocker or App Control for Business).
echo Nothing was run. Ask the administrator who manages this policy to allow the script,
echo or run it on another server.
goto stopped

:signed
echo A group policy of your company allows only signed scripts (execution policy AllSigned).
echo Nothing was run. Ask the administrator who manages this policy to allow the script on this computer,
echo or sign the scripts in this folder with a certificate of your company.
goto stopped

:restricted
echo A group policy of your company allows no scripts (execution policy Restricted).
echo Nothing was run. Ask the administrator who manages this policy to allow scripts on this computer.
goto stopped

:marked
echo Windows blocks these scripts, because they came from another computer.
echo Nothing was run. Open Windows PowerShell in the folder of the scripts and run this line:
echo     Get-ChildItem -Filter *.ps1 -Recurse ^| Unblock-File
echo Then double-click this file again.
goto stopped

:notstarted
echo Windows PowerShell didn't start. Nothing was run.
echo If a message above names a policy, ask the administrator who manages it.
goto stopped

:stopped
echo.
pause
popd
exit /b 1
