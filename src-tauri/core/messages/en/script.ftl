## Why a script can't be created

script-answers-missing = The script "{ $title }" needs answers that are missing: { $answers }.
script-not-confirmed = Crosstrust creates the script "{ $title }" only after you confirm: { $label }.
script-unknown = The guide "{ $guide }" has no script "{ $script }".
script-run-book-failed-why = Crosstrust couldn't create the run book: { $why }.
script-failed-why = Crosstrust couldn't create the script "{ $script }": { $why }
script-run-book-failed = Crosstrust couldn't create the run book.
script-failed = Crosstrust couldn't create the script "{ $script }".
script-file-failed = Crosstrust couldn't save "{ $path }": { $source }
script-folder-taken = "{ $path }" already exists, and somebody changed it after the export. Choose an empty folder.
script-undo-later = Crosstrust creates this script after a script result says what this setup created. Then export again.
script-probe-title = Check from outside
script-hidden-character = A value has the character U+{ $code }

## How to run a script

run-copy = Copy the script to a folder on that computer, such as { $folder }. Then change to that folder:
run-unblock = If PowerShell reports that the file isn't digitally signed, unblock it. Then run the script again:
run-paste = If PowerShell still refuses the file, copy the script here and paste it into the window. The policy applies only to files.
run-open-exchange = On the Exchange server, open the Start menu and select "{ $shell }".
run-open-front-end = On the Front End server, open the Start menu and select "{ $shell }".
run-online-open = On any PC, open Windows PowerShell from the Start menu. Don't use the Exchange Management Shell.
run-online-install = Install Microsoft's module, once on that PC:
run-online-connect = In each new window, allow scripts and connect to your tenant. Sign in on the page that opens:
run-online-other-cloud = This connects to the global cloud. Your cloud needs more parameters. Ask the support of your cloud which parameters you need.
run-policy = If PowerShell reports that running scripts is disabled on this system, allow scripts in this window. Then run the script again:
run-group-policy = If that doesn't help, a Group Policy applies. This command then shows Restricted or AllSigned as MachinePolicy or UserPolicy. Ask the owner of the policy to allow or sign the script:
run-language-restricted = If the script stops with the code language-restricted, the window allows only simple commands. Ask the owner of AppLocker or App Control for Business to allow the script.
run-elevated = Open the window as administrator: right-click it in the Start menu and select "Run as administrator".
run-elevated-for-switch = You need to open the window as administrator only for { $switch }. To do so, right-click it in the Start menu and select "Run as administrator".
run-not-elevated = You don't have to open the window as administrator.
run-dry = Start with a dry run. It changes nothing, and lists what the script would change:
run-changes = Then run the script. It makes the changes:
run-tests = Run the script. It changes no settings. If you asked for a test, it creates one test item and deletes it again:
run-reads = Run the script. It only reads and changes nothing:
run-switch = With { $switch }: { $does } Start with a dry run:
run-shell-exchange = the Exchange Management Shell
run-shell-skype = the Skype for Business Server Management Shell
run-shell-online = a PowerShell window connected to Exchange Online
