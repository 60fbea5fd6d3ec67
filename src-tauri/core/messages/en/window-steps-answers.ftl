### The page with the questions of a guide.

answers-saved = Saved on this PC
answers-saving = Crosstrust saves your answers as you type
answers-title = Questions
answers-more = More settings
answers-save = Save
answers-needed = Enter a value, for example { $example }.

## The script that finds answers

answers-find-title = { $scripts ->
        [one] Find the answers with a script
       *[other] Find the answers with scripts
    }
answers-found-title = { $scripts ->
        [one] What the script found
       *[other] What the scripts found
    }
answers-find-text = { $scripts ->
        [one] The script reads your domains, domain controllers, certificates and current configuration. It changes nothing. You can also enter the answers yourself.
       *[other] The scripts read your domains, domain controllers, certificates and current configuration. They change nothing. You can also enter the answers yourself.
    }
answers-use = { $count ->
        [one] Use { $count } value
       *[other] Use { $count } values
    }
answers-toggle = { $what ->
        [hide] Hide the script
        [again] Run the script again…
       *[show] Show the script
    }
answers-likely-done = These steps look complete: <b>{ $steps }</b>. Run their scripts anyway. A script reads everything again and changes nothing that is correct.
answers-prerequisites-title = Prerequisites of Teams with mailboxes on your servers
answers-prerequisites-lead = Discovery reads some of them. You check the others.
answers-prerequisites-what = Prerequisite
answers-prerequisites-found = What discovery read
answers-prerequisites-state = { $state ->
        [met] ✓ met
        [not-met] ! not met
       *[other] not read
    }
answers-unread = Your account couldn't read these items:
