### What the system shows as a notification while the program runs. The title is the name of a setup.

reminder-rehearsal = { $setup } (rehearsal)
reminder-wait-ended = The wait is over. Next step: { $step }
reminder-expires = The certificate expires on { $end }.
reminder-expired = The certificate expired on { $end }.
reminder-many-title = { $count } reminders
reminder-many = To see what is due, sort your setups by Due next.
