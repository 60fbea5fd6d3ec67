## The journal of a setup. $started, $since and $finished are a time as it reads in a sentence: "today at 14:05",
## "9 Dec". $application is an application. $operation is upload, restore, removal or verify

journal-left-out = (left out)
journal-created = { $kind ->
        [rehearsal] Started this rehearsal of "{ $guide }".
       *[setup] Started this setup of "{ $guide }".
    }
journal-answers-copied = { $kind ->
        [rehearsal] Copied the answers from the rehearsal.
       *[setup] Copied the answers from another setup.
    }
journal-answers-imported = { $kind ->
        [rehearsal] Copied answers from the rehearsal of "{ $guide }" that started on { $date }: { $answers }.
       *[setup] Copied answers from the setup of "{ $guide }" that started on { $date }: { $answers }.
    }
journal-tenant-imported = Copied the tenant ID that Crosstrust looked up there.
journal-renamed = Renamed this setup.
journal-archived = Moved this setup to the archive.
journal-not-archived = Moved this setup out of the archive.
journal-from-file = Opened this setup from a file.
journal-answers-changed = Changed the answers: { $answers }.
journal-answer-filled = Filled in the answer: { $answer }.
journal-decided-change = Decided to change it: { $question }.
journal-decided-keep = Decided to keep it: { $question }.
journal-agreed-typed = Agreed to write it, and typed { $word }: { $question }.
journal-agreed = Agreed to write it: { $question }.
journal-agreement-withdrawn = Withdrew the agreement: { $question }.
journal-declined = Decided not to write it: { $question }.
journal-run = Imported the result of a run that started { $started }.
journal-dry-run = Imported the result of a dry run that started { $started }.
journal-run-refused = It ended before the first step: { $reason }
journal-run-discovery = It shows what discovery found in the organization.
journal-steps = { $result ->
        [changed] Changed: { $steps }.
        [in-place] In place: { $steps }.
        [planned] Planned: { $steps }.
        [decide] Needs a decision: { $steps }.
        [waiting] Waiting: { $steps }.
       *[differs] Not in place: { $steps }.
    }
journal-changes-made = { $count ->
        [one] Made 1 change: { $changes }.
       *[other] Made { $count } changes: { $changes }.
    }
journal-changes-planned = { $count ->
        [one] Planned 1 change: { $changes }.
       *[other] Planned { $count } changes: { $changes }.
    }
journal-script-saved = Copied or saved the script "{ $script }".
journal-marked-done = Marked as done: "{ $step }".
journal-skipped = Skipped: "{ $step }".
journal-note = Note: { $note }
journal-reopened = Reopened "{ $step }".
journal-confirmed = Confirmed by user: { $check }
journal-confirmation-withdrawn = Confirmation withdrawn: { $check }
journal-certificate-selected = Selected the file { $file } with the certificate { $thumbprint }.
journal-certificate-removed = Removed the certificate that was selected from a file.
journal-tenant-found = Looked up the tenant. Its ID is { $id }.
journal-planned = { $operation ->
        [upload] Planned an upload: { $write } to write, { $create } to create, { $nothing } unchanged, { $cannot } not possible.
        [restore] Planned to restore a backup: { $write } to write, { $create } to create, { $nothing } unchanged, { $cannot } not possible.
        [removal] Planned to delete a certificate: { $write } to write, { $create } to create, { $nothing } unchanged, { $cannot } not possible.
       *[verify] Planned a verification: { $write } to write, { $create } to create, { $nothing } unchanged, { $cannot } not possible.
    }
journal-run-started = { $kind ->
        [dry-run] Crosstrust started a dry run of the script "{ $script }".
       *[run] Crosstrust started the script "{ $script }".
    }
journal-run-switches = Switches: { $switches }
journal-run-failed = { $kind ->
        [dry-run] The dry run of the script "{ $script }" ended without a result: { $reason }
       *[run] The script "{ $script }" ended without a result: { $reason }
    }
journal-run-interrupted = { $kind ->
        [dry-run] A dry run of the script "{ $script }" started { $since }, and Crosstrust closed before it ended. It changed nothing.
       *[run] The script "{ $script }" started { $since }, and Crosstrust closed before it ended.
    }
journal-run-unknown = Crosstrust can't tell what the script changed. Run the same script again: it reads first and changes only what differs.
journal-would-lose = { $application } would lose the certificate { $key }.
journal-key-without-name = without a name
journal-began = { $operation ->
        [upload] The upload started.
        [restore] Restoring the backup started.
        [removal] Deleting the certificate started.
       *[verify] The verification started.
    }
journal-cancelled = { $operation ->
        [upload] The upload was canceled.
        [restore] Restoring the backup was canceled.
        [removal] Deleting the certificate was canceled.
       *[verify] The verification was canceled.
    }
journal-failed = { $operation ->
        [upload] The upload stopped: { $reason }
        [restore] Restoring the backup stopped: { $reason }
        [removal] Deleting the certificate stopped: { $reason }
       *[verify] The verification stopped: { $reason }
    }
journal-ended = { $operation ->
        [upload] The upload ended.
        [restore] Restoring the backup ended.
        [removal] Deleting the certificate ended.
       *[verify] The verification ended.
    }
journal-result = { $state ->
        [read] { $application }: read.
        [written] { $application }: written and verified.
        [nothing] { $application }: nothing to write.
        [failed] { $application }: failed.
        [unknown] { $application }: unknown.
       *[skipped] { $application }: not tried.
    }
journal-result-because = { $state ->
        [read] { $application }: read ({ $cause }).
        [written] { $application }: written and verified ({ $cause }).
        [nothing] { $application }: nothing to write ({ $cause }).
        [failed] { $application }: failed ({ $cause }).
        [unknown] { $application }: unknown ({ $cause }).
       *[skipped] { $application }: not tried ({ $cause }).
    }
journal-interrupted = { $operation ->
        [upload] The upload started { $since }, and Crosstrust closed before it ended. Crosstrust can't tell what was written. Check again.
        [restore] Restoring the backup started { $since }, and Crosstrust closed before it ended. Crosstrust can't tell what was written. Check again.
        [removal] Deleting the certificate started { $since }, and Crosstrust closed before it ended. Crosstrust can't tell what was written. Check again.
       *[verify] The verification started { $since }, and Crosstrust closed before it ended. Check again.
    }
journal-application-read = Read the hybrid application in the tenant:
journal-application-outdated = Read the hybrid application in the tenant, but the tenant or the application in this setup has changed since.
journal-backup-stored = { $count ->
        [0] Backup { $number }: no certificates.
        [one] Backup { $number }: 1 certificate.
       *[other] Backup { $number }: { $count } certificates.
    }
journal-backup-saved = Saved a backup as { $path }.
journal-backup-not-saved = { $reason } The backup is only in this setup. Export the scripts again to an existing folder, and Crosstrust saves the next backups there.
journal-scripts-exported = Exported all scripts to { $folder }.
journal-other-guide-opened = Started "{ $guide }" for the step "{ $step }".
journal-outcome-imported = Used the outcome of "{ $guide }" for "{ $step }". It was finished { $finished }.
journal-looked-up = { $found }, for "{ $step }".
journal-file-recovered = Crosstrust couldn't read the file of this setup, and opened the copy before the last change. Repeat your last change. { $kept }
journal-file-saved-again = The file of this setup was damaged while the setup was open. Crosstrust saved the whole setup again. { $kept }
journal-file-gone-saved-again = The file of this setup was deleted while the setup was open. Crosstrust saved the whole setup again.
journal-entries-lost = { $count ->
        [one] One entry is missing here, because its file is damaged or gone: { $file }
       *[other] { $count } entries are missing here, because their file is damaged or gone: { $file }
    }
