## Why a setup can't do what was asked

setup-other-guide = This setup uses the guide "{ $guide }".
setup-no-step = The guide has no step "{ $step }".
setup-no-question = The guide has no question "{ $question }".
setup-no-script = The guide has no script "{ $script }".
setup-no-check = The step "{ $step }" has no check "{ $check }".
setup-no-backup = This setup has no backup with the number { $number }.
setup-step-of-answers = Fill in the answers to finish the step "{ $title }".
setup-no-decision = The step "{ $title }" doesn't need a decision.
setup-in-progress = { $work ->
        [upload] An upload is in progress. Wait until it ends.
        [restore] Crosstrust is restoring a backup. Wait until it ends.
        [removal] Crosstrust is deleting a certificate. Wait until it ends.
        [script] Crosstrust is running a script. Wait until it ends, or cancel it.
       *[verify] A verification is in progress. Wait until it ends.
    }
setup-run-interrupted = Crosstrust closed while the script ran. The script changed nothing.
setup-no-certificate = There is no certificate to upload. Import the script result of the export step, or select the file.
setup-nothing-to-write = The step "{ $title }" writes nothing to the tenant.
setup-needs-result = First run the script of "{ $title }" and import its result.
setup-result-unusable = The script result of "{ $title }" has the value { $value }. Crosstrust can't write this value to an application. Run its script again, and import the new result.
setup-certificate-in-use = You can't delete the certificate { $thumbprint }, because this setup uses it. Import the newest script result with the certificates, or remove the file that you selected.
setup-needs-decision = Make your decision first: "{ $title }" writes only what you agree to. Or skip the step.
setup-too-early = Wait until { $until }. { $reason }
setup-nothing-reported = The script results contain nothing that "{ $title }" can write or delete. If that is right, skip the step.
setup-type-to-decide = Your decision wasn't saved. To continue, type { $word } exactly.
setup-decided-on-page = Decide "{ $label }" on the page of its step, not among the answers.
setup-no-other-setup = You didn't open a setup from the step "{ $title }" yet.
setup-other-not-finished = The setup of "{ $title }" doesn't show yet that this step is done. { $why }
setup-no-host = The step "{ $title }" has no host to look up.
setup-answer-first = Enter a valid answer for { $label } first.
setup-already-real = This setup is already a real setup.
setup-not-found = There is no setup with the ID { $id }.
setup-open-elsewhere = This setup is open in another window. Close it there first.
setup-import-not-one-title = This file is not a setup
setup-import-not-one = Crosstrust can open the file of a setup. This file is something else.
setup-import-too-large = The file is larger than 16 MB. The file of a setup is smaller.
setup-import-choose = Select a file from the setups folder of the other computer. Settings shows the folder.
setup-import-damaged-title = The setup file is damaged
setup-import-damaged = The file was changed after Crosstrust saved it, or it is incomplete.
setup-import-copy-again = Copy the file again. Don't open it in an editor first.
setup-import-newer-title = Saved by a newer version
setup-import-newer = A newer Crosstrust saved this setup. This version doesn't open it, so that nothing is lost.
setup-import-update = Update Crosstrust on this computer, then open the file again.
setup-import-rehearsal-title = This setup is a rehearsal
setup-import-rehearsal = The file doesn't contain the simulated organization of the rehearsal.
setup-import-rehearse = Start a new rehearsal on this computer.
setup-import-there-title = This setup is already on this computer
setup-import-there = The setup is in the list with the name { $name }. Crosstrust didn't change it.
setup-import-there-open = To continue with it, open it from the list.
setup-import-there-replace = To use the file instead, delete the setup from the list first.
setup-import-rehearsal-only = This window opens rehearsals only
setup-import-rehearsal-only-next = Start Crosstrust without --rehearsal, then open the file again.
setup-newer = A newer version of Crosstrust saved the setup { $id } (format { $version }). This version left it unchanged.
setup-unreadable = Crosstrust can't read the setup { $id }. { $kept }
setup-read-only = You can't save changes, because the folder of this setup is read-only. You can only view this setup.
setup-disk = { $what ->
        [make-folder] Crosstrust couldn't create the folder for setups: { $path }
        [read-folder] Crosstrust couldn't read the folder of setups: { $path }
        [write-folder] Crosstrust couldn't save to the folder of setups: { $path }
        [lock] Crosstrust couldn't lock the setup: { $path }
        [unlock] Crosstrust couldn't unlock the setup: { $path }
        [keep-aside] Crosstrust couldn't move an unreadable setup: { $path }
        [remove] Crosstrust couldn't delete a file of the setup: { $path }
        [write] Crosstrust couldn't save the setup: { $path }
       *[read] Crosstrust couldn't read the setup: { $path }
    }
setup-name-too-long = The name has { $count } characters. Use at most { $most }.
setup-name-invisible = The name contains an invisible character (U+{ $code }). Type the name instead of pasting it.
setup-probe-of-other-setup = This result is from a script of another setup. Save the script on this page, and run that one.

## States

status-verified = Verified
status-reported = Reported by the script
status-marked-done = Marked as done
status-other-setup = Verified in another setup
status-skipped = Skipped
status-waiting = Waiting for a date
status-not-yet = Waiting for another step
status-answered = Answered
status-date-reached = Date reached: run the script again
status-to-do = To do
status-script-saved = Waiting for the script result
status-decide = Needs your decision
status-differs = Not as expected
status-failed = Failed
status-out-of-date = Changed since: check again
status-unknown = Unknown: check again
evidence-verify = Crosstrust read the tenant, and a script that changes nothing read the servers
evidence-tenant = Crosstrust read the tenant
evidence-script = A script that changes nothing read the servers
evidence-changed = The script that made the change. Not verified
evidence-marked = Only the user. Not verified
evidence-other-setup = Another setup
evidence-skipped = Skipped. Nothing changed
evidence-answered = The user
setup-needs-read-keys = Verify the certificates in the tenant.
setup-needs-read-applications = Verify the applications in the tenant.
setup-needs-verification = Run the verification script on premises.
setup-needs-script = Run the script "{ $title }".
setup-needs-other-certificate = You need a certificate that can be uploaded. { $why }
setup-needs-certificate = You need a certificate. Import the script result of the export step, or select a file.
setup-needs-check = { $count ->
        [one] 1 check is open. Only you can confirm it.
       *[other] { $count } checks are open. Only you can confirm them.
    }
setup-needs-nothing-to-undo = There is nothing to undo. No script result says that this setup created something.
setup-needs-decision-on = Your decision: { $title }.
setup-certificate-never-expires = { $standing }. Certificate never expires
setup-certificate-days = { $days ->
        [0] { $standing }. Certificate expires today
        [one] { $standing }. Certificate valid for 1 more day
       *[other] { $standing }. Certificate valid for { $days } more days
    }
setup-certificate-expired = { $standing }. Certificate has expired
setup-in-place = { $checks ->
        [0] In place
        [one] In place, 1 check left
       *[other] In place, { $checks } checks left
    }
setup-position = Step { $number } of { $total }: { $title }
setup-position-waiting = Step { $number } of { $total }: { $title }, waiting until { $date }
setup-position-date-reached = Step { $number } of { $total }: { $title }. Date reached. Run its script again
setup-new = New setup
setup-not-answered = { $label } isn't answered yet.
setup-due-switch-expired = The current certificate expired on { $end }. The next one is in the tenant. Make sure that Exchange uses it, and verify.
setup-due-expired = The certificate expired on { $end }. What no longer works: { $loss } Create a new certificate and upload it. If you did that in another setup, run the verification script of this one again.
setup-due-switch = { $days ->
        [0] The current certificate expires today ({ $end }). The next one is in the tenant. Make sure that Exchange switches to it before then.
        [one] The current certificate expires in 1 day ({ $end }). The next one is in the tenant. Make sure that Exchange switches to it before then.
       *[other] The current certificate expires in { $days } days ({ $end }). The next one is in the tenant. Make sure that Exchange switches to it before then.
    }
setup-due-upload = { $days ->
        [0] The next certificate isn't in the tenant yet. Upload it before Exchange switches to it. The current certificate expires today ({ $end }).
        [one] The next certificate isn't in the tenant yet. Upload it before Exchange switches to it. The current certificate expires in 1 day ({ $end }).
       *[other] The next certificate isn't in the tenant yet. Upload it before Exchange switches to it. The current certificate expires in { $days } days ({ $end }).
    }
setup-due-create = { $days ->
        [0] Create the next certificate now. The current certificate expires today ({ $end }).
        [one] Create the next certificate now. The current certificate expires in 1 day ({ $end }).
       *[other] Create the next certificate now. The current certificate expires in { $days } days ({ $end }).
    }
setup-due-plan = { $days ->
        [0] Plan the next certificate. The current certificate expires today ({ $end }).
        [one] Plan the next certificate. The current certificate expires in 1 day ({ $end }).
       *[other] Plan the next certificate. The current certificate expires in { $days } days ({ $end }).
    }
setup-due-next-ready = The current certificate expires on { $end }. The next one is in the tenant.
setup-due-fine = The current certificate expires on { $end }.
setup-due-upload-never = The next certificate isn't in the tenant yet. Upload it before Exchange uses it. The current certificate never expires.
setup-due-never = The current certificate never expires.
## Progress

standing-not-finished = Not finished
standing-partly-verified = Partly verified
standing-reported = Reported by the script, not verified yet
standing-marked = Marked as done, not verified yet
standing-not-run = Verification script not run yet
progress-all-marked = { $total ->
        [one] 1 of 1 step marked as done, 0 verified
       *[other] { $total } of { $total } steps marked as done, 0 verified
    }
progress-all-reported = { $total ->
        [one] 1 of 1 step reported by the script, 0 verified
       *[other] { $total } of { $total } steps reported by the script, 0 verified
    }
progress-verified = { $total ->
        [one] { $verified } of 1 step verified
       *[other] { $verified } of { $total } steps verified
    }
progress-reported = { $count } reported by the script
progress-marked = { $count } marked as done
progress-waiting = { $count } waiting for a date
progress-with-skipped = { $parts } ({ $skipped } skipped)
setup-file-left = The file was left unchanged.
setup-copy-opened = Crosstrust couldn't read the file of this setup, and opened the copy before the last change. { $kept }
## Files of setups

setup-file-kept = The file was kept as { $path }.
setup-file-gone = The file no longer exists.
setup-entries-lost-title = Part of a journal is missing
setup-entries-lost = { $count ->
        [one] Crosstrust can't read 1 entry of this setup's journal. Everything else is as you saved it.
       *[other] Crosstrust can't read { $count } entries of this setup's journal. Everything else is as you saved it.
    }
setup-entries-lost-restore = Put the file that is named in the details back from a backup of this PC, into the folder of the setup.
setup-entries-lost-continue = Or continue without it. The journal shows where entries are missing.

## Another setup

setup-other-rehearsal = One of the two setups is a rehearsal, and the other isn't.
setup-other-in-progress = An operation is in progress there. Open that setup, and check how the operation ended.
setup-other-open = Not finished there yet: { $steps }.
setup-other-unverified = The other setup isn't verified. Finish its step "Verify" without marking it as done.
setup-other-tenant = Its answers lead to another tenant or another domain.
setup-other-outdated = A script result of this step is newer than the verification there. Run the verification scripts there again.
setup-certificate-from-result = From the script result of { $computer }
setup-certificate-from-file = From the file { $file }
