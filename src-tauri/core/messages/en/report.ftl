## States and results

report-other-setup = Another setup: { $name } ({ $guide }), finished at { $finished }
report-enabled-unknown = Not reported
report-enabled = Enabled
report-disabled = Disabled
report-finding-met = As expected
report-finding-differs = Differs
report-finding-missing = Not reported
report-finding-ask = Not decided yet
report-finding-waiting = Waiting
report-finding-kept = Differs, and you decided to keep it
report-finding-noted = For information
report-use-current = Current certificate
report-use-next = Next certificate
report-use-chosen = Certificate from a file
report-principal-written = Written and verified
report-principal-nothing = Nothing to write
report-principal-verified = Verified
report-principal-failed = Failed
report-principal-not-as-expected = Not as expected
report-principal-unknown = Unknown
report-principal-skipped = Not tried

## Changes

report-change-planned = Planned only
report-change-unknown = The run was interrupted, so Crosstrust doesn't know the result
report-state-unknown = Unknown
report-state-absent = Not present
report-state-empty = Empty
report-state-created = Created
report-label-planned = Planned
report-label-name = Name
report-operation-restore = Restore a backup
report-operation-removal = Delete a certificate
report-operation-upload = Upload
report-operation-verify = Verify
report-result-unknown = Result unknown
report-state-not-in-tenant = Not in the tenant
report-state-no-certificates = No certificates

## Summary

report-standing-open = Not finished
report-standing-finished = No step is open, but not everything is verified
report-standing-in-place = Everything that Crosstrust can read is verified
report-role-ran = Ran scripts
report-role-signed-in = Signed in
report-label-key = Certificate

## The page

report-page-footer = Crosstrust report
report-rehearsal = This was a rehearsal with a simulated organization. It verifies nothing in a real organization.
report-began = Started
report-changed = Last changed
report-written = Created by { $program }
report-setup = Setup ID
report-article = Source
report-summary = Summary
report-guide = Guide
report-tenant = Tenant
report-result = Result
report-steps = Steps
report-open-steps = Open steps
report-open-checks = Open checks
report-optional = optional
report-guide-and-step = Guide and step:
report-certificate = Certificate
report-next-date = Next date
report-changes = Changes
report-account = Account
report-what = What
report-first = First
report-last = Last
report-step = Step
report-status = Status
report-evidence = Evidence
report-since = Since
report-when-who-where = When, who and where
report-what-before-after = What, before and after
report-before = Before:
report-after = After:
report-timeline = What Microsoft changed
report-when = When
report-answers = Answers
report-found-and-changed = What was found and changed
report-expected-and-found = Expected and found
report-expected = Expected:
report-found = Found:
report-probe = Check from outside
report-what-to-do = What to do:
report-certificates = Certificates
report-use = Use
report-subject = Subject
report-issuer = Issuer
report-serial-number = Serial number
report-thumbprint-sha1 = Thumbprint (SHA-1)
report-thumbprint-sha256 = Thumbprint (SHA-256)
report-valid = Valid
report-key = Key
report-source = Source
report-warning = Warning
report-applications = Applications in the tenant
report-application = Application
report-names = Names:
report-in-tenant = In the tenant:
report-journal = History
report-when-and-who = When and who
report-organization = Organization
report-who = Who did it
report-refused = Can't be uploaded
report-checked-by-user = Confirmed by the user
report-queried = Address:
report-probe-sees = What Teams would see
report-last-written = Last upload
report-keys-and-names = Certificates and names
report-read-and-do = What Crosstrust read, and what to do
report-tenant-id = Tenant ID
report-no-people = No account ran a script or signed in yet.
report-none-dot = None.
report-probe-not-done = Not done.
report-no-certificates = There is no certificate yet.
report-nothing-yet = Nothing yet.
report-not-read-yet = Not read yet.
report-changes-text = This table lists what scripts changed, as their results say, and what Crosstrust changed in the tenant. A dash means that nobody reported the value.
report-verified-at = Last verified
report-not-verified-yet = Not verified yet
report-step-counts = { $verified } verified, { $reported } reported by the script, { $marked } marked as done, { $skipped } skipped, { $waiting } waiting for a date, { $open } open, { $total } in total
report-none = None
report-check-of-step = step { $number }
report-never-expires = never expires
# In place of an expiration date.
report-never = never
report-expired-on = expired
report-expires-on = expires
report-days-left = { $days ->
        [one] 1 day left
       *[other] { $days } days left
    }
report-no-certificate = No certificate yet
report-change-count = { $count }
report-changes-not-successful = { $count } failed or have an unknown result
report-changes-planned = { $count } only planned
report-account-unknown = Account not reported
report-until = until
report-more = and { $count } more
report-script = script "{ $script }"
report-one-source = only one source; check it before you rely on it
report-last-result = Last script result
report-note = Note: { $note }
report-planned-only = planned only
report-only-with = Only with { $condition }.
report-check-verified = Verified in the tenant
report-check-differs = Read in the tenant, and not as expected
report-check-ticked = Confirmed by the user
report-check-open = Not confirmed
report-undo = How to undo it: { $undo }
report-probe-from-computer = From { $computer }
report-probe-from-here = From this PC
report-probe-text = { $requests ->
        [one] 1 request in { $seconds } seconds. This check verifies no step.
       *[other] { $requests } requests in { $seconds } seconds. This check verifies no step.
    }
report-probe-verdict = { $verdict ->
        [ok] OK
        [warning] Warning
        [failed] Failed
       *[unknown] Unknown
    }
report-no-names = none read
report-removed = deleted and verified
report-verification = Last verification
report-no-thumbprint = no thumbprint
report-from = from
report-no-keys = no certificates
report-hybrid = Dedicated hybrid application
report-hybrid-outdated = This reading is of another tenant or application than this setup names now. It doesn't count.
report-backup = Backup { $number }

## What explains the problems of users

report-complaints = What explains the problems of your users
report-complaints-text = Crosstrust lists the most likely cause first.
report-complaint = { $state ->
        [explained] Crosstrust found something that explains the problem.
        [not-known] Crosstrust didn't read everything. The following can explain the problem.
       *[nothing-found] Crosstrust read everything and found nothing that explains the problem.
    }
report-cause = Cause
report-cause-found = Found
report-cause-unknown = Unknown
