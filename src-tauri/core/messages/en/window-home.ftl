### The home page: the welcome, the list of setups, and the dialogs over it.

home-title = Setups
home-welcome = Welcome to Crosstrust
home-lead = Each <setup>setup</setup> tracks your progress through one guide. Crosstrust saves it after every step.
home-more = To choose a guide, see <features>what works where</features>. To test what Teams sees of your servers, open the <probe>check from outside</probe>.
home-file = To continue a setup of another computer, <open>open its file</open> or drop it here.
home-archived = { $name } was moved to the archive.
home-unarchived = { $name } was moved out of the archive.
home-rehearse = Start a rehearsal
home-new = Create a setup
home-check-title = Check an existing setup
home-check-text = Is OAuth set up already, but something doesn't work? Crosstrust reads your servers, your published hosts and your tenant, and shows what explains the problem. It changes nothing.
home-check-start = Check your setup
home-check-rehearse = Rehearse the check
home-made-real = Crosstrust created a real setup with the same answers. The rehearsal is unchanged.
home-deleted = { $name } was deleted.

## Before there is any setup

welcome-lead = Crosstrust sets up OAuth between your Exchange Server and Microsoft 365, so that Teams can use mailboxes on your servers. It guides you through Microsoft's procedure. You don't write PowerShell. You run scripts that Crosstrust prepares.
welcome-script-title = 1. Run a script on your server
welcome-script = Answer a few questions. Crosstrust prepares a script. You run it in Exchange, first as a <dryRun>dry run</dryRun>.
welcome-result-title = 2. Import the result
welcome-result = The script prints what it found and changed. Import the result, and Crosstrust checks each step.
welcome-sign-in-title = 3. Sign in once
welcome-sign-in = Crosstrust shows what will change in your <tenant>tenant</tenant>. You confirm, and it uploads the certificate and verifies it.
welcome-verify-title = 4. Verify
welcome-verify = A second script only reads. Its result verifies your configuration.
welcome-data = Crosstrust saves everything after every step, so you can close the window at any time. It sends data to your own tenant. The check from outside contacts Exchange Online and your published hosts. A script that you run from this PC contacts your servers. The check for new versions is off until you turn it on. Crosstrust never reads a password or a private key.
welcome-rehearsal = A rehearsal uses a simulated tenant and simulated servers. Nothing leaves this PC.

## A setup in the list

card-rehearsal = Rehearsal
card-locked = Open in another window
card-act-soon = Act soon
card-act-now = Act now
card-act-before = Act before { $date }
card-expired = Certificate expired
card-date-reached = Date reached
card-not-verified = Not verified
card-in-place = ✓ In place
card-checks-open = In place, { $checks ->
        [one] 1 check left
       *[other] { $checks } checks left
    }
card-changed = changed { $when }
card-rotate = Create the next certificate
card-resume = Resume setup
card-open = Open setup
card-make-real = Convert to real setup…
card-report = Save report
card-duplicate = Duplicate setup…
card-rename = Rename setup…
card-archive = Archive setup
card-unarchive = Move out of archive
card-delete = Delete setup…

## Finding one of many setups

list-tools = Find a setup
list-search = Search
list-order = Sort by
list-order-changed = Last changed
list-order-due = Due next
list-order-name = Name
list-shown = Show
list-shown-current = Current setups
list-shown-archived = Archive ({ NUMBER($count) })
list-group = Group by organization
list-group-none = No organization yet
list-found = { $count ->
        [0] No setups found
        [one] 1 setup
       *[other] { $count } setups
    }

## Dialogs

duplicate-title = Duplicate { $name }
duplicate-label = Name of the copy
duplicate-help = The copy has the same answers. It starts at the first step.
duplicate-name = { $name } (copy)
duplicate-save = Duplicate setup
rename-title = Rename { $name }
rename-label = Name
rename-help = Only you see this name. Leave it empty to use the name of your organization.
rename-save = Rename setup
delete-title = Delete { $name }?
delete-lead = Crosstrust deletes the answers, script results and certificate backups of this setup from this PC. Nothing changes on your servers or in your tenant.
delete-backups = You can't undo this. You can't restore certificates from a deleted backup.
delete-report = If you need a record, save the report first.
delete-keep = Keep setup
delete-confirm = Delete 1 setup
forget-title = Remove saved sign-ins?
forget-removes = Removes
forget-removes-what = All sign-ins that Crosstrust saved in the credential store of this PC, for all setups. Crosstrust also cancels every sign-in in progress. You must sign in again.
forget-keeps = Keeps
forget-keeps-what = Setups with their answers, results and backups. Scripts and reports that you saved. Everything in your tenant and on your servers.
forget-keep = Keep sign-ins
forget-confirm = Remove all sign-ins
forget-done-title = Saved sign-ins removed
forget-done = { $count ->
        [0] No sign-ins were saved.
        [one] 1 sign-in was removed.
       *[other] { $count } sign-ins were removed.
    } Your setups are unchanged.

## A newer version

update-there-title = Crosstrust { $version } is available
update-there = Your setups are kept. Close Crosstrust before you install the new version.
update-download = Open the download page
