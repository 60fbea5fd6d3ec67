## Writing to applications

command-line-not-agreed = Nothing was written. To agree to the plan, run the command again with --yes.
command-line-write-question = Make these changes?
command-line-delete-question = Delete these certificates?
command-line-both-question = Make these changes and delete these certificates?
command-line-backup-folder = Crosstrust couldn't create the folder { $folder } for the backup.
command-line-backup-saved = Saved a backup of the certificates as { $path }.
command-line-backup-saved-rest = Saved a backup of what will be replaced as { $path }.
command-line-result = { $state ->
        [deleted] { $app }  deleted and verified
        [done] { $app }  written and verified
        [already-there] { $app }  nothing to write
        [failed] { $app }  failed
        [unknown] { $app }  unknown: run the command again to find out
       *[skipped] { $app }  not tried
    }
command-line-no-name = absent
command-line-plan = { $action ->
        [write] { $app }  { $name }: will be written
        [nothing] { $app }  { $name }: nothing to do
        [create] { $app }  { $name }: will be created
       *[cannot] { $app }  { $name }: can't be written
    }
command-line-plan-enables = + will be enabled in the tenant
command-line-plan-disables = - will be disabled again in the tenant
command-line-plan-warning = Warning: { $message }
command-line-plan-create-missing = To create it, add --create-missing.
command-line-plan-name = { $fate ->
        [add] + the name { $name }: will be added
        [present] = the name { $name }: already exists
       *[remove] - the name { $name }: will be deleted
    }

## Certificates of an application

command-line-no-thumbprint = without a thumbprint
command-line-key-from = valid from { $begin }
command-line-key-until = valid until { $end }
command-line-key-never-expires = never expires
command-line-key-add = will be added
command-line-key-present = already exists
command-line-key-keep = will be kept
command-line-key-keep-expired = expired, will be kept
command-line-key-drop = expired, will be deleted
command-line-key-not-restored = expired, won't be restored
command-line-key-remove = will be deleted
command-line-key-unknown = unknown certificate
command-line-minutes = { $minutes ->
        [0] less than a minute
        [one] 1 minute
       *[other] { $minutes } minutes
    }
command-line-days-left = { $days ->
        [0] expires today
        [one] 1 day left
       *[other] { $days } days left
    }
command-line-days-ago = { $days ->
        [one] expired 1 day ago
       *[other] expired { $days } days ago
    }

## Script results

command-line-setup-id = "{ $text }" isn't a setup ID. Copy the ID after "Setup =" in the script.
command-line-receipt = Result of the script on { $who }, { $started }
command-line-receipt-replaced = Newer script results in this text cover its steps.
command-line-waiting-until = { $words } until { $day }
command-line-certificate-never-expires = Certificate { $thumbprint } never expires
command-line-certificate-until = { $days ->
        [one] Certificate { $thumbprint } until { $end } (1 day left)
       *[other] Certificate { $thumbprint } until { $end } ({ $days } days left)
    }
command-line-prerequisite = { $state ->
        [met] Met: { $text }
        [not-met] Not met: { $text }
       *[not-read] Not read: { $text }
    }
command-line-not-read = Not read: { $unread }
command-line-dry-run = Dry run: nothing was changed
command-line-not-reached = Not reached
command-line-unread = Not readable
command-line-finding = { $label }: expected { $expected }, found { $found }

## Running scripts

command-line-run = { $kind ->
        [dry-run] Dry run of "{ $title }"
       *[run] Running "{ $title }"
    }
command-line-run-would = Would change: { $action }: { $target }
command-line-run-refused = Script "{ $title }": { $why }
command-line-run-not-agreed = Nothing was changed. To make these changes, run the command again with --yes.
command-line-run-name-scripts = The guide { $guide } has no script for all steps. Add --script with the ID of the script to run.
command-line-run-no-undo = A script that takes changes back needs the setup that made them. Run it in the window.

## Verifying

command-line-verified = { $state ->
        [as-expected] { $app }  { $name }: as expected
        [failed] { $app }  { $name }: not as expected
        [unknown] { $app }  { $name }: unknown
       *[skipped] { $app }  { $name }: not read
    }
command-line-account-enabled = { $enabled ->
        [yes] account enabled: yes
        [no] account enabled: no
       *[unknown] account enabled: not reported
    }
command-line-name = name { $name }
command-line-no-hybrid-applications = The guide doesn't describe hybrid applications.
command-line-without-name = without a name

## Checking from outside

command-line-not-an-address = { $text } isn't an address. An address begins with https://.
command-line-requests = { $count ->
        [one] Crosstrust sent 1 request in { $seconds } seconds:
       *[other] Crosstrust sent { $count } requests in { $seconds } seconds:
    }
command-line-verdict-unknown = unknown
command-line-verdict-ok = ok
command-line-verdict-warning = warning
command-line-verdict-failed = failed
command-line-request = GET { $url }: { $answer }
command-line-request-empty-token = GET { $url } with an empty token: { $answer }
command-line-redirects = { $status }, redirects to { $to }
command-line-no-answer = no response
command-line-not-sent = not sent

## Roles

command-line-roles-enough = Your roles: { $roles }. You can upload certificates.
command-line-roles = Your roles: { $roles }.
command-line-roles-doubtful = Microsoft documents these roles as sufficient, but its own applications sometimes refuse them. If Microsoft Graph refuses the upload, sign in as Global Administrator.
command-line-roles-lacking = Your roles: { $roles }. None of them is known to allow the upload of certificates.
command-line-roles-eligible = If your role is only eligible (PIM), activate it before you sign in. A role that you have through a group may not show here.
command-line-roles-none = none

## Signing in

command-line-activate-role = If you must activate your administrator role (PIM), activate it before you sign in. A sign-in doesn't include roles that you activate later.
command-line-signed-in = Signed in as { $account }.
command-line-guest = { $account } is a guest account from another organization. Guests rarely have the roles that you need here.
command-line-device-code = Open { $address } and enter { $code }. The app is { $app }. The code is valid for { $time }.
command-line-browser = Sign in in the browser that opens now. The app is { $app }. The sign-in expires in { $time }.
command-line-browser-address = If no browser opens: { $address }
command-line-browser-failed = Crosstrust couldn't open the browser ({ $error }).

## Files and answers

command-line-answers-json = { $file } isn't a JSON object of answers: { $error }
command-line-answer-type = { $name }: enter text, true or false.
command-line-answer-unknown = { $name }: the guide has no question with that name.
command-line-file-unreadable = Crosstrust can't read { $file }.
command-line-card-subject = Subject     { $value }
command-line-card-issuer = Issuer      { $value }
command-line-card-serial = Serial      { $value }
command-line-card-thumbprint = Thumbprint  { $value }
command-line-card-sha256 = SHA-256     { $value }
command-line-card-from = Valid from  { $value }
command-line-card-never = Expires     never
command-line-card-until = { $days ->
        [one] Valid until { $value } (1 day left)
       *[other] Valid until { $value } ({ $days } days left)
    }
command-line-card-key = Key         { $value }
command-line-card-warning = Warning     { $warning }
command-line-left-out = Not written: { $why }
command-line-simulated-cloud = The simulated cloud is at { $url }. Press Ctrl+C to stop it.
command-line-port = Crosstrust can't use the port { $port } on this computer. Choose another port, or 0 for a free one.
command-line-one-application = --name, --enable and --remove-key apply to one application. Use --app-id only once.
command-line-name-invalid = { $name } isn't a service principal name. Examples: https://mail.contoso.com/ or 00000004-0000-0ff1-ce00-000000000000/pool.contoso.com.
command-line-waiting = Waiting
command-line-simulated-hosts = To query the simulated hosts, run: { $command }
command-line-file-not-saved = Crosstrust can't save { $file }. Choose another file.

## Checking what is there

command-line-check-no-result = Crosstrust read no script result.
command-line-check-results = Crosstrust read these script results: { $steps }.
command-line-check-hosts-asked = Crosstrust queried the published hosts.
command-line-check-hosts-not-asked = Crosstrust didn't query the published hosts.
command-line-check-tenant-read = Crosstrust read the applications in the tenant.
command-line-check-tenant-not-read = Crosstrust didn't read the applications in the tenant.
command-line-check-explained = Crosstrust found something that explains the problem:
command-line-check-not-known = Crosstrust didn't read everything. The following can explain the problem:
command-line-check-nothing-found = Crosstrust read everything and found nothing that explains the problem.
command-line-check-cause = { $certainty ->
        [found] found: { $title }: { $found }
       *[unknown] unknown: { $title }: { $found }
    }
command-line-check-steps = Guide and step: { $steps }
command-line-check-answers = To begin the guide "{ $guide }", save these answers as { $id }.json:
command-line-check-missing = Add the answers that Crosstrust doesn't know: { $answers }.
command-line-check-export = Then write the scripts:
