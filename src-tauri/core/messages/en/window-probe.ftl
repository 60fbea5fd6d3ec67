### The page of the check from outside.

probe-page-title = Check from outside
probe-page-lead = This check sends requests to your published hosts in the same way as Microsoft Teams, and shows what Teams sees. It needs no password and changes nothing.
probe-page-card = Mailbox to check
probe-page-answered = { $asked ->
        [one] { NUMBER($answered) } of 1 request answered
       *[other] { NUMBER($answered) } of { $asked } requests answered
    }
probe-page-connecting = Connecting…
probe-page-cancel = Cancel check
probe-page-check = Check mailbox
probe-page-again = Check again
probe-page-address = Email address of a user whose mailbox is on your server
probe-page-cloud = Cloud of the tenant
probe-page-fault = Simulated problem
probe-page-fault-none = None
probe-page-recipients = Crosstrust sends requests to:
probe-page-content = The requests contain the email address and an empty token. Crosstrust sends nothing else, and contacts no other host.
probe-page-fixed = Fixed in this rehearsal
probe-page-fixed-again = Check again to see the result.
probe-page-fix = Fix it in this rehearsal

## The result

probe-result-good = Everything is as Teams needs it
probe-result-found = Not everything is as Teams needs it
probe-result-unreachable = Crosstrust couldn't reach any host
probe-result-from-here = From this PC, { $when }, for { $address }.
probe-result-from = From { $computer }, { $when }, for { $address }.
probe-result-size = { $requests ->
        [one] 1 request
       *[other] { $requests } requests
    } in { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } seconds.
probe-result-no-step = This check doesn't verify any step of a guide.
probe-result-ok = OK
probe-result-unknown = Unknown
probe-result-warning = Warning
probe-result-failed = Failed
probe-result-finding = <verdict>{ $verdict }:</verdict> { $title }
probe-result-remedy = <b>What to do:</b>
probe-result-mend = Open the step that sets this up
# Where several steps, or several guides, set it up.
probe-result-mend-of = { $code ->
        [step] Open the step "{ $title }"
       *[new-setup] Start the guide "{ $title }"
    }
probe-result-log = All requests and responses
probe-result-request = <address>GET { $url }</address>: { $answer }
probe-result-request-token = <address>GET { $url }</address> with an empty token: { $answer }
probe-result-redirects = { $status }, redirects to { $target }
probe-result-no-answer = no response
probe-result-no-answer-because = no response: { $reason }
probe-result-not-sent = not sent
probe-result-not-sent-because = not sent: { $reason }

## From another computer

probe-elsewhere-title = Check from another computer
probe-elsewhere-why = Requests from a PC in your network can take a different route than those from Teams. The script sends the same requests from a computer outside.
probe-elsewhere-needs = It needs PowerShell, but no password, no rights and no module. It changes nothing.
probe-elsewhere-copy = Copy script
probe-elsewhere-save = Save script…
probe-elsewhere-copied = Script copied. Paste it into a PowerShell window on the other computer.
probe-elsewhere-drop = Drop the result file of the script here, or paste its text
probe-elsewhere-import = Import result
