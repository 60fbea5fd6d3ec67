### The Help page.

help-title = Help

help-how-title = How it works
help-how-setup = A <b>setup</b> tracks your progress through one guide. For each step on your servers, Crosstrust prepares a script and you run it. The script prints a <b>result</b>: what it found and what it changed. Import the result, and Crosstrust verifies each step.
help-how-dry-run = A <b>dry run</b> (<code>-WhatIf</code>) changes nothing. It lists what the script would change. You can run every script again at any time: it changes only what is missing.
help-how-cloud = For steps in the cloud, Crosstrust first shows what will change on each <principal>service principal</principal>. It backs up the certificates that are there, makes the change, and verifies it.

help-features-title = Choose a guide
help-features = See <link>what works where</link>: what Microsoft supports for your Exchange version, and which guide to use.

help-probe-title = Test the connection
help-probe = The <link>check from outside</link> contacts your published hosts in the same way as Microsoft Teams, and shows what Teams sees.

help-keyboard-title = Use the keyboard
help-keyboard-move = Press <kbd>Tab</kbd> to move, and <kbd>Enter</kbd> or the space bar to select.
help-keyboard-open = <kbd>{ $menu }</kbd> opens the menu, <kbd>{ $help }</kbd> this page. <kbd>{ $new }</kbd> creates a setup, and <kbd>{ $open }</kbd> opens a setup file.
help-keyboard-zoom = <kbd>{ $in }</kbd> and <kbd>{ $out }</kbd> change the size of everything in the window. <kbd>{ $reset }</kbd> resets it.
help-keyboard-paste = On the page of a script, <kbd>Ctrl+V</kbd> imports the result from the clipboard. <kbd>Esc</kbd> closes a dialog.

help-data-title = Your data
help-data-here = Setups are files on this PC. Your sign-in is saved in the credential store of this PC until you sign out.
help-data-never = Crosstrust never reads a password or a private key. It sends data to your own tenant. The check from outside contacts Exchange Online and your published hosts, and lists them first. A script that you run from this PC contacts your servers. The check for new versions is off until you turn it on.
help-data-updates = Crosstrust checks for a new version only if you turn this on in <link>Settings</link>. It then reads one file from its website.
help-data-reminders = While Crosstrust runs, it notifies you when a wait ends or a certificate is due. You can turn this off in <link>Settings</link>.
help-data-log = The log records what Crosstrust did and contains no credentials. To create a support file or remove saved sign-ins, go to <link>Settings</link>.
help-data-folder = Setups
help-data-logs = Log
help-data-version = Version

help-glossary-title = Glossary
