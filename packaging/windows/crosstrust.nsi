; The installer for Windows. makensis builds it twice: for one user without elevation, and for all
; users of a PC (PER_MACHINE).
;
; Values from outside: VERSION, FOUR_PARTS (the version with four numbers), EXE, LOADER (WebView2Loader.dll,
; where the program needs it beside it), ROOT (the repository), OUT, TARGET (the kind of installer that this
; NSIS makes), SIGN (a command that signs %1), FAST (without compression, for tests).
;
; Exit codes of a silent run: 0 done, 1 cancelled, 2 failed, 3 Crosstrust is running, 4 a newer version is
; installed, 5 the PC runs another edition of Windows than the program needs.

Unicode true
Target ${TARGET}
ManifestDPIAware true
ManifestSupportedOS Win10
!ifdef FAST
  SetCompress off
!else
  SetCompressor /SOLID lzma
!endif

!include LogicLib.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh

!define PRODUCT "Crosstrust"
!define PUBLISHER "The Crosstrust developers"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\crosstrust.exe"
!define NOTIFIER "Software\Classes\AppUserModelId\app.crosstrust.desktop"
!define WEBVIEW_KEY "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW_SETUP "MicrosoftEdgeWebview2Setup.exe"
!define WEBVIEW_PAGE "https://developer.microsoft.com/microsoft-edge/webview2/"

Name "${PRODUCT}"
OutFile "${OUT}"
BrandingText "${PRODUCT} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
!ifdef PER_MACHINE
  RequestExecutionLevel admin
  !define FOLDER "$PROGRAMFILES64\${PRODUCT}"
  !define ROOT_KEY HKLM
  !define CONTEXT all
!else
  RequestExecutionLevel user
  !define FOLDER "$LOCALAPPDATA\Programs\${PRODUCT}"
  !define ROOT_KEY HKCU
  !define CONTEXT current
!endif
InstallDir "${FOLDER}"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

VIProductVersion "${FOUR_PARTS}"
VIAddVersionKey ProductName "${PRODUCT}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${PRODUCT} Setup"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "Copyright ${PUBLISHER}"

!define MUI_ICON "${ROOT}/icons/icon.ico"
!define MUI_UNICON "${ROOT}/icons/icon.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\crosstrust.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start Crosstrust"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Setup removes Crosstrust from this PC. It keeps your setups, your settings and your saved sign-ins."
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
Page custom WebViewPage
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWithoutWebView
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Ends a silent run with a code. A person has read the reason in a message box.
!macro EndWith code
  SetErrorLevel ${code}
  Quit
!macroend

; Windows refuses to write to a program that runs.
!macro RefuseWhileRunning action
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\crosstrust.exe"
      ${ExitDo}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\crosstrust.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Crosstrust is running, or Setup can't write to $INSTDIR\crosstrust.exe.$\r$\n$\r$\nClose all windows of Crosstrust and end its commands. Then select Retry to ${action}." /SD IDCANCEL IDRETRY +3
    !insertmacro EndWith 3
  ${Loop}
!macroend

; $0 becomes the version of the WebView2 Runtime, or empty.
Function WebViewVersion
  SetRegView 64
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW_KEY}" "pv"
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    ReadRegStr $0 HKCU "Software\${WEBVIEW_KEY}" "pv"
  ${EndIf}
  ${If} $0 == "0.0.0.0"
    StrCpy $0 ""
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "Crosstrust needs Windows 10, Windows 11, or Windows Server 2016 or newer." /SD IDOK
    !insertmacro EndWith 5
  ${EndIf}
  SetRegView 64
  SetShellVarContext ${CONTEXT}
  ; An older version may be in another folder. Another folder on the command line (/D=) wins.
  ReadRegStr $0 ${ROOT_KEY} "${UNINSTALL}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $INSTDIR == "${FOLDER}"
    StrCpy $INSTDIR $0
  ${EndIf}
  ReadRegStr $0 ${ROOT_KEY} "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 == 1
      MessageBox MB_YESNO|MB_ICONEXCLAMATION "Crosstrust $0 is installed, which is newer than ${VERSION}. The older version may not open your setups.$\r$\n$\r$\nInstall ${VERSION} anyway?" /SD IDNO IDYES +3
      !insertmacro EndWith 4
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  !insertmacro RefuseWhileRunning "install"
  SetOutPath "$INSTDIR"
  SetOverwrite on
  ; Each file is written in place: an error ends the run before the entries of Windows change.
  ClearErrors
  File "/oname=crosstrust.exe" "${EXE}"
  !ifdef LOADER
    File "/oname=WebView2Loader.dll" "${LOADER}"
  !endif
  File "${ROOT}/LICENSE-MIT"
  File "${ROOT}/LICENSE-APACHE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "Setup can't write to $INSTDIR. Check that you have the right to write there and that the disk isn't full. Then run Setup again." /SD IDOK
    !insertmacro EndWith 2
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\crosstrust.exe"

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "DisplayName" "${PRODUCT}"
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "DisplayIcon" "$INSTDIR\crosstrust.exe"
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr ${ROOT_KEY} "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD ${ROOT_KEY} "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD ${ROOT_KEY} "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD ${ROOT_KEY} "${UNINSTALL}" "NoRepair" 1
  WriteRegStr ${ROOT_KEY} "${APP_PATH}" "" "$INSTDIR\crosstrust.exe"
  ; Windows shows notifications only of programs that it knows by an id: that of src-tauri/tauri.conf.json.
  WriteRegStr ${ROOT_KEY} "${NOTIFIER}" "DisplayName" "${PRODUCT}"
  ${RefreshShellIcons}

  Call WebViewVersion
  ${If} $0 == ""
  ${AndIf} ${FileExists} "$EXEDIR\${WEBVIEW_SETUP}"
    MessageBox MB_YESNO|MB_ICONQUESTION "Crosstrust needs the Microsoft Edge WebView2 Runtime to show its window, and this PC doesn't have it.$\r$\n$\r$\nInstall it now with $EXEDIR\${WEBVIEW_SETUP}?" /SD IDYES IDNO +2
    ExecWait '"$EXEDIR\${WEBVIEW_SETUP}" /silent /install'
  ${EndIf}
SectionEnd

; Shown only where the window can't be shown. A silent run has no page: Crosstrust says it itself.
Function WebViewPage
  Call WebViewVersion
  ${If} $0 != ""
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Install the WebView2 Runtime" "Crosstrust is installed, but it can't show its window yet."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 48u "Crosstrust needs the Microsoft Edge WebView2 Runtime, and this PC doesn't have it.$\r$\n$\r$\nInstall the Evergreen version from Microsoft's page. Then start Crosstrust. Its command line works without it."
  Pop $0
  ${NSD_CreateLink} 0 56u 100% 12u "${WEBVIEW_PAGE}"
  Pop $0
  ${NSD_OnClick} $0 OpenWebViewPage
  nsDialogs::Show
FunctionEnd

Function OpenWebViewPage
  Pop $0
  ExecShell "open" "${WEBVIEW_PAGE}"
FunctionEnd

; The last page offers to start the program, which would only say what is missing.
Function SkipWithoutWebView
  Call WebViewVersion
  ${If} $0 == ""
    Abort
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext ${CONTEXT}
FunctionEnd

; Removes what Setup installed, file by file. Setups, settings, backups, logs and saved sign-ins are
; elsewhere and stay.
Section "un.Crosstrust"
  !insertmacro RefuseWhileRunning "remove Crosstrust"
  Delete "$INSTDIR\crosstrust.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSE-MIT"
  Delete "$INSTDIR\LICENSE-APACHE"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  DeleteRegKey ${ROOT_KEY} "${APP_PATH}"
  DeleteRegKey ${ROOT_KEY} "${NOTIFIER}"
  DeleteRegKey ${ROOT_KEY} "${UNINSTALL}"
SectionEnd
