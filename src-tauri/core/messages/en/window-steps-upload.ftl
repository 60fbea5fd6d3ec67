### The page on which Crosstrust changes applications in the tenant.

## The heading at each stage

upload-eyebrow-signed-in = Step { NUMBER($number) } · signed in as { $account }
upload-day-title = Waiting until { $when }
upload-waiting-title = This step needs results from your servers
upload-certificate-title = Select the certificate to upload
upload-sign-in-title = Sign in to { $tenant }
upload-sign-in-lead-certificates = { $count ->
        [one] Crosstrust reads the certificates of { $count } application and shows what would change. It changes nothing before you agree.
       *[other] Crosstrust reads the certificates of { $count } applications and shows what would change. It changes nothing before you agree.
    }
upload-sign-in-lead = { $count ->
        [one] Crosstrust reads { $count } application and shows what would change. It changes nothing before you agree.
       *[other] Crosstrust reads { $count } applications and shows what would change. It changes nothing before you agree.
    }
upload-reading-title = Reading the applications
upload-reading-lead-certificates = Crosstrust reads the certificates of each application first.
upload-reading-lead = Crosstrust reads each application first.
upload-file-title = Restore certificates from a file
upload-file-lead = Select a backup that Crosstrust saved with the exported scripts. Each file contains the certificates of one application. Crosstrust refuses a backup of another tenant.
upload-nothing-title = Nothing to change
upload-nothing-lead = Every application is already up to date.
upload-nothing-lead-restore = Every application already matches the backup.
upload-restore-title = Review what Crosstrust will restore
upload-restore-lead-certificates = Crosstrust restores the certificates of the backup.
upload-restore-lead = Crosstrust restores everything in the backup.
upload-restore-lead-expired = It can't restore expired certificates, because Microsoft doesn't accept them.
upload-restore-lead-saved = It backs up the current state first.
upload-plan-title = { $effect ->
        [both] Review what will be added and deleted
       *[adds] Review the changes
    }
upload-working = { $effect ->
        [deletes] Deleting
        [both] Writing and deleting
       *[adds] Writing
    }
upload-working-lead = Crosstrust changes all applications at the same time. Wait until it finishes.
upload-failed-title = { $what ->
        [upload-failed] Upload failed for { NUMBER($failed) } of { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
        [upload-unconfirmed] Upload not confirmed for { NUMBER($failed) } of { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
        [deletion-failed] Deletion failed for { NUMBER($failed) } of { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
       *[deletion-unconfirmed] Deletion not confirmed for { NUMBER($failed) } of { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
    }
upload-failed-lead-unchanged = Nothing was changed.
upload-failed-lead = Completed applications are kept. Try again to continue with the others.
upload-deleted-one-title = The certificate is deleted
upload-deleted-one-lead = The table shows what each application has now.
upload-deleted-one-lead-incomplete = The table shows what each application has now. Part of what this step writes is missing.
upload-incomplete-title = Not every change is in place
upload-incomplete-lead-certificates = The table shows what each application has now. At least one application doesn't have your certificate.
upload-incomplete-lead = The table shows what each application has now. Part of what this step writes is missing.
upload-deleted-title = { $certificates ->
        [0] Expired certificates were deleted from { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
        [one] The old certificate was deleted from { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
       *[other] { $certificates } old certificates were deleted from { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
    }
upload-deleted-lead = Crosstrust verified every application. Other valid certificates are kept.
upload-nothing-to-delete-title = No application has the old certificate
upload-there-title = The certificate is uploaded
upload-there-lead = Crosstrust verified it on every application.
upload-there-lead-expired = { $count ->
        [one] Crosstrust deleted expired certificates from { $count } application.
       *[other] Crosstrust deleted expired certificates from { $count } applications.
    }
upload-hour = Microsoft says that a new certificate can take up to an hour to work everywhere.
upload-written-title = Every change is in place
upload-written-lead = Crosstrust verified every application.
upload-none-title = Nothing is uploaded yet

## What a plan comes to

upload-plan-certificates = { $count ->
        [one] { $count } application gets the certificate.
       *[other] { $count } applications get the certificate.
    }
upload-plan-names = { $names ->
        [one] { $names } name is added to { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }.
       *[other] { $names } names are added to { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }.
    }
upload-plan-enables = { $count ->
        [one] { $count } application is enabled.
       *[other] { $count } applications are enabled.
    }
upload-plan-deletes-old = { $old ->
        [one] The old certificate
       *[other] { $old } old certificates
    } will be deleted from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }.
upload-plan-deletes-expired = { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    } will be deleted from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }.
upload-plan-deletes-both = { $old ->
        [one] The old certificate
       *[other] { $old } old certificates
    } and { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    } will be deleted from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }.
upload-plan-keeps = { $what ->
        [everything] Everything else is kept.
        [other-valid] Other valid certificates are kept.
       *[valid] Certificates that are still valid are kept.
    }
upload-plan-backup-certificates = Crosstrust backs up the current certificates first, so that you can restore them.
upload-plan-backup = Crosstrust backs up each application first, so that you can restore it.

## The button that changes the tenant

upload-apply-restore = { $count ->
        [one] Restore { $count } application
       *[other] Restore { $count } applications
    }
upload-apply = { $what ->
        [upload] Upload to { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
       *[change] Change { $count ->
            [one] { $count } application
           *[other] { $count } applications
        }
    }
upload-apply-delete-old = Delete { $old ->
        [one] the old certificate
       *[other] { $old } old certificates
    } from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }
upload-apply-delete-expired = Delete { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    } from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }
upload-apply-delete-both = Delete { $old ->
        [one] the old certificate
       *[other] { $old } old certificates
    } and { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    } from { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }
upload-apply-and-delete-old = { $apply } and delete { $old ->
        [one] the old certificate
       *[other] { $old } old certificates
    }
upload-apply-and-delete-expired = { $apply } and delete { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    }
upload-apply-and-delete-both = { $apply } and delete { $old ->
        [one] the old certificate
       *[other] { $old } old certificates
    } and { $expired ->
        [one] { $expired } expired certificate
       *[other] { $expired } expired certificates
    }
upload-apply-working = { $working }…
upload-apply-record = Verify and record
upload-apply-wait = One moment
upload-apply-note-none = Changes nothing
upload-apply-note = { $count ->
        [one] Changes { $count } application
       *[other] Changes { $count } applications
    }
upload-waits = { $what ->
        [result] Import the script results first
        [certificate] Select a certificate first
        [sign-in] Sign in first
        [file] Select a file first
       *[reading] Reading…
    }
upload-use-certificate = Use this certificate
upload-retry = Try again
upload-retry-sign-in = Sign in and try again
upload-read-again = Read again
upload-other-file = Select another file…
upload-file = Select a backup file…
upload-reading = Reading…
upload-back-to-result = Back to the result
upload-back-to-upload = Back to the upload

## Backups

upload-backups-title = Restore a backup
upload-backups-text-certificates = Before each change, Crosstrust saves the certificates of each application. Private keys are not part of them. When you restore a backup, you see first what changes.
upload-backups-text = Before each change, Crosstrust saves the certificates and names of each application, and whether it is enabled. When you restore a backup, you see first what changes.
upload-backups-folder = Crosstrust keeps backups in this setup and in <code>{ $folder }</code>.
upload-backups-no-folder = Crosstrust keeps backups in this setup. If you export all scripts to a folder in the last step, it saves backups there too.
upload-backups-saved = Saved
upload-backups-certificates = Certificates
upload-backups-contents = Contents
upload-backups-restore = Restore
upload-backups-more = { $keys }, names and state
upload-backups-restore-one = Restore…

## Certificates

upload-certificate-use = { $use ->
        [current] Current certificate
        [next] Next certificate
       *[chosen] Selected certificate
    }
upload-certificate-subject = Subject
upload-certificate-thumbprint = Thumbprint
upload-certificate-valid = Valid
upload-certificate-valid-always = From { $begin }, never expires
upload-certificate-valid-until = { $begin } to { $end }
upload-certificate-key = Key
upload-certificate-source = Source
upload-certificate-none-title = No certificate yet
upload-certificate-none = Import the result of the export step. It contains the certificate. Or select the .cer file that the step saved.
upload-certificate-file-title = Select a certificate file
upload-certificate-file = Select file…
upload-certificate-drop = Drop a .cer, .crt or .pem file here. If a file contains a private key, Crosstrust refuses it and stops reading it.

## The plan

upload-clock-title = The clock of this computer is wrong
upload-table-label = Planned changes for each application
upload-table-application = Application
upload-table-after = { $what ->
        [all] After the change
        [certificates] Certificates after the change
       *[upload] Certificates after the upload
    }
upload-table-progress = Progress
upload-table-disabled = Disabled in this tenant
upload-table-enables = will be enabled (disabled now)
upload-table-disables = will be disabled again, as before
upload-progress-waiting = Waiting…
upload-progress = { $phase }…
upload-option-create = { $count ->
        [one] Create the application that is missing in this tenant. Microsoft publishes it. Crosstrust creates only its entry in your tenant.
       *[other] Create the applications that are missing in this tenant. Microsoft publishes them. Crosstrust creates only their entries in your tenant.
    }
upload-option-expired = Delete expired certificates, as Microsoft's procedure does. Keep them if another Exchange organization uses this tenant.
upload-name-fate = { $fate ->
        [add] added
        [present] kept
       *[remove] removed
    }
upload-name-there = exists
upload-name-missing = missing
upload-names-others = { $count ->
        [one] and { $count } other name, unchanged
       *[other] and { $count } other names, unchanged
    }

## What Crosstrust will write

upload-writes-title = What Crosstrust writes
upload-writes-title-deletes = What Crosstrust deletes
upload-writes-changes = What changes
upload-writes-certificate = Adds the certificate
upload-writes-certificate-where-held = Adds the next certificate if the application already has the current one
upload-writes-name = Adds the name <name>{ $name }</name>
upload-writes-enabled = Enables the application if it is disabled
upload-writes-removes = Deletes the certificate <thumb>{ $thumbprint }</thumb>
upload-needs-title = This step needs script results
upload-needs = { $count ->
        [one] Your servers provide the values for this step. Run this step first and import its result:
       *[other] Your servers provide the values for this step. Run these steps first and import their results:
    }
upload-needs-step = Step { NUMBER($number) }: { $title }

## A change that Microsoft warns about

upload-question-agreed = You chose to make this change.
upload-question-not = Crosstrust won't make this change.
upload-question-type = Type <typed>{ $typed }</typed> to confirm
upload-question-confirm = Change it anyway

## The result

upload-results-label = What each application has now
upload-results-has = Has now
upload-results-state = State
upload-result-deleted = deleted
upload-result-both = updated, others deleted
upload-enabled = enabled
upload-not-enabled = not enabled
upload-own-title = Delete one of your own certificates
upload-own = { $application }: { $standing } <thumb>{ $thumbprint }</thumb>
upload-own-unnamed = { $application }: { $standing }
upload-failure = { $applications }: { $problem }
upload-key-no-thumbprint = Thumbprint unknown
upload-key-copy = Copy
    .spoken = Copy thumbprint { $thumbprint }
upload-key-begin-unknown = start unknown
upload-key-end-unknown = end unknown
upload-key-period = { $begin } to { $end }
upload-key-period-left = { $begin } to { $end }, <left>{ $left }</left>
upload-key-none = No certificates
upload-key-delete = Delete certificate…<hidden> { $key }, { $application }</hidden>

## Deleting one certificate

upload-removal-title = Delete a certificate from { $application }
upload-removal-sign-in = Sign in first. Crosstrust then shows what changes if you delete this certificate. It deletes nothing yet.
upload-removal-reading = Reading the application…
upload-removal-gone = The application no longer has this certificate. IDs change with each upload. Close this dialog, read again, and select the certificate again.
upload-removal-plan = { $count ->
        [one] Crosstrust deletes { $count } certificate.
       *[other] Crosstrust deletes { $count } entries with this certificate.
    }
upload-removal-stays = { $count ->
        [0] The application then has no certificate.
        [one] { $count } certificate is kept.
       *[other] { $count } certificates are kept.
    }
upload-removal-backup = Crosstrust backs up the certificates first, so that you can restore them.
upload-removal-keep = Keep certificate
upload-removal-close = Close
upload-removal-apply = { $count ->
        [one] Delete { $count } certificate
       *[other] Delete { $count } certificates
    }
upload-removal-not-done = <b>{ $state }.</b> The list shows what Crosstrust read last.
upload-removal-done = <b>The certificate is deleted.</b> Crosstrust verified it. { $application } now has:
upload-removal-restore = Crosstrust saved a backup first. You can restore it on the page of the upload.
upload-removal-warning-title = { $standing ->
        [current] This certificate is in use
        [next] This is the next certificate
        [chosen] You selected this certificate for the upload
       *[unknown] Crosstrust doesn't know this certificate
    }
upload-removal-warning = { $standing ->
        [current] Your servers sign with this certificate now. If you delete it, the application no longer trusts them, and the features of this setup stop working.
        [next] Your servers will sign with this certificate. If you delete it, the application won't trust them from that day on.
        [chosen] This setup uploads this certificate. If your servers sign with it and you delete it, the application no longer trusts them.
       *[unknown] It may belong to another server or organization that uses this tenant. If you delete it, something there may stop working. Ask before you delete it.
    }

## Next to the work

upload-aside-certificate = Certificate
upload-aside-certificate-next = Next certificate
upload-aside-never = Never expires
upload-aside-until = Until { $date }, { $left }
upload-aside-other = Use another certificate
upload-aside-backups = Backups
upload-aside-backups-setup = Crosstrust saves a backup in this setup before each change.
upload-aside-backups-folder = Crosstrust saves a backup in this setup and in { $folder } before each change.
upload-aside-restore = Restore from a backup file…
