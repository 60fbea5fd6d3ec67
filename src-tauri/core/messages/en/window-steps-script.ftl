### The pages on which a person runs a script and imports its result.

## What will happen

script-what-title = What happens
script-what-where = { $shell ->
        [exchange] You run the script on your Exchange server. Crosstrust doesn't connect to the server.
        [skype] You run the script on your Front End server. Crosstrust doesn't connect to the server.
       *[exchange-online] You run the script on a PC, in a PowerShell window that is connected to Exchange Online.
    }
script-what-where-here = Crosstrust runs the script from this PC, or you run it yourself. It connects to a server only when you start a run.
script-what-effect = { $effect ->
        [changes] Do a <dryRun>dry run</dryRun> first. It lists every change and changes nothing.
        [reads] The script only reads. It changes nothing.
       *[tests] The script changes no settings. If you requested a test, it writes one test item and deletes it again.
    }
script-what-result = { $here ->
        [yes] Crosstrust imports the <result>result</result> of a run from this PC. If you run the script yourself, you import it here.
       *[no] The script shows its <result>result</result> and saves it as a file. You import the result here.
    }
script-show = Show the script
script-text-label = Script { $file }
script-show-less = Show fewer lines
script-show-all = { $lines ->
        [one] Show all { $lines } line
       *[other] Show all { $lines } lines
    }
script-explain = Explain the commands
script-explain-hide = Hide the explanation
script-commands-label = What the commands do
script-commands-around = Commands that every script contains

## Running it from this PC

run-here-title = Run the script from this PC
run-here-lead = { $effect ->
        [changes] Crosstrust opens PowerShell for you, runs the script on this page, and imports its result. Start with a dry run: it changes nothing.
       *[other] Crosstrust opens PowerShell for you, runs the script on this page, and imports its result.
    }
run-here-place = Where it runs
run-here-server = Exchange server
run-here-server-help = The full name of the server, such as ex01.contoso.com.
run-here-find = Find servers
run-here-found = { $count ->
        [0] Active Directory names no Exchange server. Type the name.
        [one] Active Directory names one Exchange server.
       *[other] Active Directory names { $count } Exchange servers. Choose one in the box.
    }
run-here-switches = Also do this
run-here-switch-here = Not possible here. Start Crosstrust on the server, and use its Exchange Management Shell.
run-here-printed = { $kind ->
        [dry-run] The dry run has ended. It changed nothing, and printed this:
       *[run] The script has ended, and printed this:
    }
run-here-failed = { $kind ->
        [dry-run] The last dry run from this PC ended without a result, { $when }.
       *[run] The last run from this PC ended without a result, { $when }.
    }
run-here-dry = Start dry run
run-here-run = Run script
run-here-changes = { $count ->
        [one] Make this change
       *[other] Make these { $count } changes
    }
run-here-agree = { $count ->
        [one] The dry run lists one change. Select <b>Make this change</b> only if you agree with it.
       *[other] The dry run lists { $count } changes. Select <b>Make these { $count } changes</b> only if you agree with all of them.
    }
run-here-dry-first = Do the dry run first. Then you can run the script.
run-here-phase = { $phase ->
        [starting] PowerShell starts…
        [connecting] PowerShell connects…
        [result] The script has ended. Crosstrust reads its result…
       *[running] The script runs…
    }
run-here-cancelling = The script is being canceled…
run-here-cancel = Cancel
run-here-lines = What the script prints
run-here-kind = { $kind ->
        [warning] Warning: { $text }
        [error] Error: { $text }
       *[output] { $text }
    }
run-here-by-hand = Or run it yourself in { $shell ->
        [exchange] the Exchange Management Shell
        [skype] the Skype for Business Server Management Shell
       *[exchange-online] PowerShell
    }
run-here-not-offered = Why Crosstrust can't run this script { $other ->
        [yes] another way
       *[no] from this PC
    }

## Opening the shell

script-open-title = { $shell ->
        [exchange] Open the Exchange Management Shell
        [skype] Open the Skype for Business Server Management Shell
       *[exchange-online] Open PowerShell and connect to Exchange Online
    }
script-save = Save script…
script-where = Where: { $place }
script-open-simulated = { $shell ->
        [exchange-online] In this rehearsal, you don't open a window. Crosstrust simulates it.
       *[other] In this rehearsal, you don't open a window. A simulated server runs the script.
    }
script-open-real = { $shell ->
        [exchange-online] Show what you do outside a rehearsal
       *[other] Show what you do on a real server
    }
script-double-click = You don't want to type commands? <folder>Export all scripts to a folder</folder>, copy the folder to the server, and double-click these files in it:
script-refused = If PowerShell doesn't run the script

## Running the script

script-dry-run-title = Do a dry run
script-dry-run-copy = Copy as dry run
script-dry-run-paste = Select <b>Copy as dry run</b>, paste it into the window, and press <kbd>Enter</kbd>. Or run the saved file:
script-dry-run-simulated = The dry run changes nothing. It lists what the script would change.
script-dry-run-start = Start dry run
script-run-title = Run the script
script-run-copy = Copy script
script-run-paste = Select <b>Copy script</b>, paste it into the window, and press <kbd>Enter</kbd>. Or run the saved file:
script-run-simulated = { $effect ->
        [changes] If you agree with the list of the dry run, run the script. It makes the changes.
        [reads] The script only reads and changes nothing.
       *[tests] If you requested a test, the script writes one test item and deletes it again.
    }
script-run-start = { $shell ->
        [exchange-online] Run script in the rehearsal
       *[other] Run script on the simulated server
    }
script-running = Running…
script-console-label = What the script printed
script-console-import = Import this result
script-console-copy = Or copy the text and paste it into the box below, as you do outside a rehearsal.
script-others-fix = Rehearsal only: simulate that another administrator fixes the problem
script-others-nothing = Nothing blocks the scripts.

## Importing the result

script-import-title = Import the result
script-import-open = Open file…
script-import = Import result
script-import-paste = Drop the result file here, or paste everything from <code>BEGIN</code> to <code>END CROSSTRUST RECEIPT</code>.
script-import-file = The script saves this file on the computer where it runs: <code>{ $file }</code>

## The page of a step

script-eyebrow = { $count ->
        [one] Step { $numbers } · { $phase } · about { NUMBER($minutes) } min
       *[other] Steps { $numbers } · { $phase } · about { NUMBER($minutes) } min
    }
script-eyebrow-dry-run = { $count ->
        [one] Step { $numbers } · dry run on { $computer }, { $when }
       *[other] Steps { $numbers } · dry run on { $computer }, { $when }
    }
script-eyebrow-result = { $count ->
        [one] Step { $numbers } · result from { $computer }, { $when }
       *[other] Steps { $numbers } · result from { $computer }, { $when }
    }
script-title-dry-run = The dry run changed nothing
script-title-together = { $shell ->
        [exchange] Run one script on your Exchange server
        [skype] Run one script on your Front End server
       *[exchange-online] Run one script in Exchange Online
    }
script-lead-together = The script does steps { $numbers }. It reads first and changes only what is missing. You can run it again at any time.
script-lead-dry-run = { $here ->
        [yes] Check the list of changes. If you agree, run the script from this PC, or run it yourself without -WhatIf.
       *[no] Check the list of changes. If you agree, run the script without -WhatIf and import that result.
    }
script-lead-dry-run-outdated = { $here ->
        [yes] An answer in the script has changed since this dry run. Do the dry run again.
       *[no] An answer in the script has changed since this dry run. Copy or save the script again, then run the new copy.
    }
script-lead-date-reached = { $reason } The date has passed. Run the script again.
script-lead-waiting = { $reason } Nothing else is missing. Run the script again after that date.
script-lead-no-script = No script can verify this step. Follow the description below, then select "Mark as done or skip…".
script-lead-not-yet = { $here ->
        [yes] Nothing is wrong. Complete the other steps first. Then run the script again from this PC, or run a new copy yourself.
       *[no] Nothing is wrong. Complete the other steps first. Then copy or save the script again and run it.
    }
script-lead-decide = { $count ->
        [one] { $count } setting needs your decision.
       *[other] { $count } settings need your decision.
    }
script-lead-fix = Completed steps are kept. Fix the problem below, then run the same script again.
script-lead-interrupted = Crosstrust can't tell what the script changed. Run the script again. It reads first and changes only what differs.
script-lead-outdated = { $here ->
        [yes] Completed steps are kept. An answer in the script has changed. Run the script again from this PC, or run a new copy yourself.
       *[no] Completed steps are kept. An answer in the script has changed. Copy or save the script again, then run the new copy.
    }
script-again-title = Run the script again
script-for-real-title = Run the script without -WhatIf
script-raw-show = Show the raw result
script-raw-hide = Hide the raw result
script-raw-label = Raw result
script-replace = Import another result…
script-replace-not = Keep this result
script-step-by-step = Do the steps one by one
script-all-in-one = Use one script for all steps
script-all-in-one-named = Use one script: { $title }

## Next to the result

script-certificate-next = Next certificate
script-certificate-title = Certificate in this result
script-certificate-end = { $state ->
        [never] Never expires
        [expired] Expired { $date } ({ $left })
       *[valid] Valid until { $date } ({ $left })
    }
script-certificate-used = Crosstrust uses it for the upload. You don't need a file.
script-ran-title = Where the script ran
script-ran-build = { $computer }, Exchange { $build }
script-ran-powershell = PowerShell { $version }, { $time }

## What the script does

script-inside-title = What the script does, step by step
script-inside-step = { NUMBER($number) }. { $title }
script-inside-after = <b>Expected result:</b> { $expectation }
script-inside-open = Open the page of step { NUMBER($number) }

## The result of a dry run

script-would-title = What the script would change
script-would-step = Step
script-would-change = Would change
script-would-not-run = Not run
script-would-unknown = Unknown. The script couldn't read it.
script-would-in-place = Nothing. It is in place.
script-would-nothing = Nothing

## The result of a run

script-result-label = What the script results show
script-result-setting = Setting
script-result-step = Step
script-result-expected = Expected
script-result-found = Found
script-result-state = State
script-result-change = { $action }: { $target }
script-remedy-title = { $label }: { $found }
script-remedy-title-missing = { $label }: missing
script-remedy-title-of = { $step }, { $label }: { $found }
script-remedy-title-of-missing = { $step }, { $label }: missing
script-finding = { $state ->
        [kept] { $found } (kept)
        [waiting] { $found } (not yet)
        [noted] { $found } (for information)
       *[other] { $found }
    }
script-finding-none = none
script-finding-missing = missing
script-row-not-run = Not run
script-row-other-setup = { $guide }, finished { $date }
script-row-not-verified = Not verified
script-row-not-verified-note = Not verified. Note: { $note }
script-row-stopped = The script stopped before this step.
script-row-unknown = Unknown. The script couldn't read it.
script-row-as-expected = As expected
script-row-finding = { $label }: { $found }
script-row-more = { $before }; { $finding }
script-row-kept = { $findings } (kept)
script-row-noted = { $findings } (for information)
script-headline-interrupted = A run ended without a result
script-headline-failed = The script failed at step { NUMBER($number) }: { $step }
script-rests-other-setup = { $count ->
        [one] Another setup verified this step.
       *[other] Another setup verified these steps.
    }
script-rests-verified = { $where ->
        [online] A script read each setting in Exchange Online and changed nothing.
       *[server] A script read each setting on the server and changed nothing.
    }
script-rests-all-marked = { $count ->
        [one] You marked this step as done. Crosstrust hasn't verified it.
       *[other] You marked these steps as done. Crosstrust hasn't verified them.
    }
script-rests-all-skipped = { $count ->
        [one] You skipped this step. It isn't verified, and nothing was changed.
       *[other] You skipped these steps. They aren't verified, and nothing was changed.
    }
script-rests-reported = { $count ->
        [one] The script made changes and reported the result. To verify it, run the verification script in the last step.
       *[other] The script made changes and reported the results. To verify them, run the verification script in the last step.
    }
script-rests-marked = { $count ->
        [one] You marked { $count } step as done. Crosstrust hasn't verified it.
       *[other] You marked { $count } steps as done. Crosstrust hasn't verified them.
    }
script-rests-skipped = { $count ->
        [one] You skipped { $count } step.
       *[other] You skipped { $count } steps.
    }

## Answers that a result contains

script-found-this = The script found this value. The next copy of the script contains it.
script-found-other = The next copy of the script contains this value.
script-found-none = The script hasn't found a value yet.
script-found-several = { $count ->
        [one] The script found { $count } value. Select it to use it.
       *[other] The script found { $count } values. Select the one to use.
    }

## Scripts that belong to no step

other-script-eyebrow = Additional script
other-script-lead = { $role ->
        [guarded] Microsoft still requires it until further notice. The script appears after you confirm below.
        [undo] The script removes what this setup created, according to the script results. It keeps everything else. You can run it again.
       *[other] The script reads first and changes only what is missing.
    }
other-script-confirm = Microsoft asked us to do this in this tenant. I know what stops working.
other-script-would = What the script would change
other-script-did = What the script changed
other-script-from = Result from { $computer }, { $when }
other-script-nothing = Nothing. There was nothing to change.
offered-toggle = { $what ->
        [hide] Hide the script<hidden>: { $script }</hidden>
        [again] Run the script again…<hidden>: { $script }</hidden>
       *[show] Show the script<hidden>: { $script }</hidden>
    }
