## Running a script from this computer: which ways there are, and what they need

runner-place-local = In the Exchange Management Shell of this computer.
runner-place-remote = On an Exchange server, through remote PowerShell. Windows signs you in with your account of { $domain }.
runner-place-skype = In the Skype for Business Server Management Shell of this computer.
runner-place-online = In Exchange Online. A window of Microsoft asks you to sign in.
runner-place-rehearsal = In the simulated organization of this rehearsal.
runner-lacks-windows = Crosstrust runs scripts only on Windows. Save the script, and run it on the server.
runner-lacks-exchange = The Exchange Management Shell isn't installed on this computer. Start Crosstrust on an Exchange server to use it.
runner-lacks-certificates = This script reads the certificates of the computer that runs it. Start Crosstrust on an Exchange server that has them.
runner-lacks-domain = You aren't signed in to Windows with an account of a domain. Sign in with one to reach Exchange servers.
runner-lacks-skype = The Skype for Business Server Management Shell isn't installed on this computer. Start Crosstrust on a Front End server to use it.
runner-lacks-online = The module ExchangeOnlineManagement isn't installed for all users of this computer. Install it with: Install-Module -Name ExchangeOnlineManagement -Scope AllUsers
runner-other-shell = The script "{ $title }" needs another management shell.
runner-timed-out = Crosstrust stopped the script after { $minutes } minutes. It may have changed something.
runner-folder-failed = Crosstrust couldn't write to { $path }. The script didn't run.
runner-exit-code = Exit code { $code }
runner-no-switch = { $kind ->
        [none] The script "{ $title }" has no switches.
        [unnamed] Enter the name of a switch. The script "{ $title }" has: { $switches }
       *[other] The script "{ $title }" has no switch { $switch }. It has: { $switches }
    }
runner-switch-here = { $switch } acts on the server that runs the script. Start Crosstrust on that server, and use its Exchange Management Shell.
runner-one-switch = Choose only one of these switches: { $switches }
