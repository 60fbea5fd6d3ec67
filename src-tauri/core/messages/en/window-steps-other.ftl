### A step that another guide does, and a host name that this PC looks up.

other-guide-title = Optional: { $guide }
other-guide-use = Use the outcome of that setup
other-guide-open = Open that setup
other-guide-begin = Start that guide
other-guide-outcome = The setup { $setup } of the guide { $guide } verified "{ $step }". It finished { $when }. If you import a newer result of this step, that result replaces it.
other-guide-position = { $total ->
        [one] { $setup }: { $position } ({ NUMBER($done) } of { $total } step).
       *[other] { $setup }: { $position } ({ NUMBER($done) } of { $total } steps).
    }
other-guide-ready = Everything in that setup is verified. You can use its outcome for this step.
other-guide-missing = You can use its outcome for this step after you complete these items there:
other-guide-text = Only if this step fails, start the guide "{ $guide }". It copies your answers. When you finish it, you can use its outcome for this step.
other-guide-summary = About that guide: { $summary }
other-guide-rehearsal = In a rehearsal, that guide has its own simulated organization. The scripts of this setup don't see what its scripts change.

resolve-title = Look up the host name from this PC
resolve-start = Look up
resolve-again = Look up again
resolve-running = Looking up…
resolve-host = { $label }: <code>{ $host }</code>
resolve-host-missing = { $label }: not answered yet
resolve-unnamed = Host
resolve-text = You see what this PC finds. Your servers can get another response. The script reads what your servers find, and only its result completes the step.
resolve-simulated = In a rehearsal, the simulated organization responds. Crosstrust queries no network.
resolve-details = Details
