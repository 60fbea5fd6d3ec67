### What several pages of the window say: days, times, counts, certificates and states.

## Days and times

# $date is a day that has been formatted, such as "21 Nov 2028".
date-never = never
date-never-expires = never expires
date-until = until { $date }
date-today = today, { $time }
date-yesterday = yesterday, { $time }
days-left = { $days ->
        [0] expires today
        [one] 1 day left
       *[other] { $days } days left
    }
days-expired = { $days ->
        [one] expired 1 day ago
       *[other] expired { $days } days ago
    }
lasted-seconds = { $seconds ->
        [0] less than a second
        [one] 1 second
       *[other] { $seconds } seconds
    }
lasted-minutes = { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }

## Lists

# One sentence after the other.
sentences-more = { $before } { $next }
# Three or more steps with consecutive numbers: "2 to 8".
steps-span = { $first } to { $last }
sections-steps = Steps { $numbers }
roles-none = No active role
roles-more = { $role } and { NUMBER($more) } more

## What a copied script does

copied = Copied.
copied-dry-run = Dry run copied. Paste it into { $shell }: it changes nothing.
copied-changes = Script copied. Pasting it runs it and makes changes.
copied-tests = Script copied. Pasting it runs it. If you asked for a test, it writes one test item and deletes it again.
copied-reads = Script copied. Paste it into { $shell }: it only reads and changes nothing.

## Certificates on an application

backup-certificates = { $certificates ->
        [0] No certificates
        [one] 1 certificate
       *[other] { $certificates } certificates
    } of { $applications ->
        [one] 1 application
       *[other] { $applications } applications
    }
# What happens to a certificate on an application. $date is its expiration date.
key-fate = { $end ->
        [never] never expires
        [unknown] unknown expiration date
        [expired] expired
        [past] expired { $date }
       *[valid] until { $date }
    }, { $fate ->
        [new] new
        [restored] restored
        [present] already there
        [kept] kept
        [not-restored] can't be restored
       *[deleted] will be deleted
    }
key-added = added
key-kept = kept
key-deleted = deleted
key-not-restored = not restored
key-none = no certificates
key-not-named = no thumbprint
key-other-end = Microsoft Graph reports { $reported } as the expiration date. The certificate is valid until { $until }.
key-other-end-none = Microsoft Graph reports no expiration date. The certificate is valid until { $until }.
key-current = current certificate
key-next = next certificate
key-chosen = certificate from a file
key-unknown = Unknown certificate. Crosstrust won't change it.
name-new = new
name-present = already there
name-deleted = will be deleted

## What happens to an application

plan-write = will be changed
plan-nothing = no change
plan-create = is missing and will be created first
plan-cannot = can't be changed
principal-done = updated
principal-present = already up to date
principal-failed = failed
principal-unknown = unknown, check again
principal-skipped = skipped
progress-reading = Reading certificates
progress-creating = Creating the service principal
progress-writing = Writing
progress-verifying = Verifying
progress-ended = Finished

## What a script did

outcome-unchanged = no change needed
outcome-changed = changed
outcome-planned = would change
outcome-failed = failed

## The status of steps

status-waiting-until = Waiting until { $date }
# A step and its status. $date is the day that it waits for, or empty.
step-with-status = { $step }: { $status ->
        [verified] verified
        [reported] reported by the script
        [marked-done] marked as done
        [other-setup] verified in another setup
        [skipped] skipped
        [waiting] waiting until { $date }
        [not-yet] waiting for another step
        [answered] answered
        [date-reached] date reached, run the script again
        [to-do] to do
        [script-saved] waiting for the script result
        [decide] needs your decision
        [differs] not as expected
        [failed] failed
        [out-of-date] changed since, check again
       *[unknown] unknown, check again
    }

## What a page waits for

waits-needs = Meet the requirements first
waits-decisions = { $count ->
        [one] 1 decision is open
       *[other] { $count } decisions are open
    }
waits-failed = { $count ->
        [one] Step { $steps } needs attention
       *[other] Steps { $steps } need attention
    }
waits-out-of-date = An answer has changed. Run the script again.
waits-unknown = The last operation was interrupted. Check again.
waits-date-reached = Date reached. Run the script again.
waits-date = Waiting until { $date }
waits-other-steps = Complete the earlier steps first
waits-receipt = Waiting for the script result
waits-upload = Make the change in the tenant to continue
waits-answers = Answer the questions to continue
waits-verification = Verify your configuration to continue

## Errors and dialogs

fault-internal-title = Something went wrong in Crosstrust
fault-internal-message = This is an error in Crosstrust. You didn't cause it. Your saved data is unchanged.
fault-internal-retry = Try again.
fault-internal-report = If it happens again, copy the details and report them.
fault-answer = Change { $field }
fault-details = Details
fault-copy = Copy details
# What a screen reader says of a button of one notice among several.
fault-named = { $action }: { $title }
fault-help = Read more
fault-dismiss = Dismiss
clipboard-refused = Crosstrust couldn't copy the text. Select it and press Ctrl+C.
browser-refused = Crosstrust couldn't open the browser. The address is { $address }
sheet-close = Close
sheet-cancel = Cancel
page-back = Back
command-copy = Copy
    .label = Copy { $command }

## Fields

field-optional = { $label } <optional>(optional)</optional>
field-example = For example { $example }
field-choose = Choose…
field-list = Enter one per line, or separate them with commas.
field-use = Use <b>{ $value }</b> <source>{ $source }</source>

## Saved files

saved-as = Saved as { $path }
saved-open = Open folder
saved-close = Close

## The support file

support-title = Save a support file
support-lead = <file>{ $name }</file> contains only what is listed here. Crosstrust saves it on this PC. You decide who gets it.
support-loading = Loading…
support-save = Save support file…
