### The page that verifies everything.

## The heading

verify-eyebrow = Step { NUMBER($number) } · verified { $when }
verify-complete-title = Everything is in place
verify-complete-lead = Crosstrust verified every step.
verify-in-place-title = { $count ->
        [one] Everything is in place. { $count } check is left to do.
       *[other] Everything is in place. { $count } checks are left to do.
    }
verify-in-place-lead = Test the features as a user, and select each check that works.
verify-partly-lead = Some steps aren't verified. See the list of steps on the left.
verify-before-title = Verify your configuration
verify-good-title-certificates = The certificates in the tenant are verified
verify-good-title = The applications in the tenant are verified
verify-good-lead = Complete the remaining items below.
verify-bad-title = Some applications are not as expected
verify-bad-lead = The table shows what each application has now.
verify-done = Done
verify-later = Finish later
verify-left-checks = { $count ->
        [one] { $count } check left
       *[other] { $count } checks left
    }
verify-left-items = { $count ->
        [one] { $count } item left
       *[other] { $count } items left
    }
verify-toast = Crosstrust verified everything that it can read.

## The tenant

verify-cloud-title = Verify the tenant
verify-cloud-certificates = { $count ->
        [one] Crosstrust compares the certificates of { $count } application with the certificate of your Exchange server. It changes nothing.
       *[other] Crosstrust compares the certificates of { $count } applications with the certificate of your Exchange server. It changes nothing.
    }
verify-cloud = { $count ->
        [one] Crosstrust compares { $count } application with what this guide writes. It changes nothing.
       *[other] Crosstrust compares { $count } applications with what this guide writes. It changes nothing.
    }
verify-start = Verify tenant
verify-again = Verify again
verify-reading = Reading…
verify-remaining-title = Remaining items
verify-table-label = What Crosstrust verified
verify-table-application = Application
verify-table-found = Found
verify-table-state = State
verify-servers-label = What Crosstrust verified on the servers
verify-servers-where = Where
verify-state = { $state ->
        [matches] ✓ matches
        [differs] ✗ does not match
        [unknown] ! unknown
        [disabled] ✗ disabled
       *[skipped] not verified
    }
verify-enabled = { $enabled ->
        [yes] enabled
        [no] ! disabled
       *[unknown] unknown whether it is enabled
    }

## The servers

verify-server = { $kind ->
        [skype] Front End server
       *[exchange] Exchange server
    }
verify-server-named = { $kind ->
        [skype] Front End server { $computer }
       *[exchange] Exchange server { $computer }
    }
verify-servers = Your servers
verify-server-result = result of { $when }
verify-servers-result = last result: { $computer }, { $when }
verify-scripts-title = { $where ->
        [server] Verify the server
        [servers] Verify the servers
       *[online] Verify the servers and Exchange Online
    }
verify-scripts-text = { $scripts ->
        [one] Run the verification script. It reads every on-premises step again and changes nothing. Run it again if a feature stops working later.
       *[other] Run the verification scripts. They read every step again and change nothing. Run them again if a feature stops working later.
    }
verify-scripts-show = Show the script
verify-scripts-hide = Hide the script
verify-iis-title = Restart IIS, or wait 15 minutes
verify-iis = Exchange keeps <partner>partner applications</partner> in memory for up to about 15 minutes. To make Exchange read them now, restart IIS, its web server. Outlook and phones lose their connection for a minute and connect again.
verify-iis-how = Restart one Mailbox server after the other. Run this command in a window that you opened with "Run as administrator":
verify-guarded = Microsoft still requires it. Don't remove it until Microsoft asks you to. You have nothing to do today.
verify-guarded-open = Microsoft asked me to remove it…

## The hybrid application

verify-hybrid-title = Hybrid application in the tenant
verify-hybrid-read-at = Read { $when }
verify-hybrid-text = Crosstrust reads the <hybrid>dedicated hybrid application</hybrid> of your servers: its certificates and its consent. It also reads the certificates of the application that all organizations share. It changes nothing.
verify-hybrid-outdated = This setup now names another tenant or application. Read it again.
verify-hybrid-severity = { $severity }.
verify-hybrid-link = Read more at Microsoft
verify-hybrid-detail = Response of Microsoft Graph
verify-hybrid-certificates = Certificates that Crosstrust read
verify-hybrid-unnamed = No name
verify-hybrid-read = Read application
verify-hybrid-again = Read application again
verify-hybrid-sign-in = Sign in above to read it.

## Checks that a person does

verify-checks-title = Test the features as a user
verify-checks-count = { NUMBER($done) } of { NUMBER($total) } required checks
verify-check-state = { $state ->
        [verified] ✓ Verified in the tenant.
       *[differs] ✗ Not as expected in the tenant.
    }
verify-check-only-with = Only with { $product }.
verify-check-if-not = If not<hidden>: { $check }</hidden>

## From outside

verify-outside-title = Check from outside
verify-outside-open = Open the check
verify-outside-text = Crosstrust can contact your published hosts in the same way as Microsoft Teams, without a password. It shows what Teams sees.
verify-outside-last = { $outcome ->
        [good] Last check { $when }: everything is as Teams requires it.
       *[unreachable] Last check { $when }: no host responded.
    }
verify-outside-last-findings = Last check { $when }: { $findings }.
verify-outside-more = { $before }; { $finding }

## Next to the work

verify-export-title = Save and export
verify-export-report = <button>Save report</button> for your records
verify-export-json = <button>Save report as JSON</button> for other programs
verify-export-journal = { $count ->
        [one] <button>Show the history</button>, { $count } entry
       *[other] <button>Show the history</button>, { $count } entries
    }
verify-export-scripts = Export all scripts <zip>as a .zip file</zip> or <folder>to a folder</folder>
verify-journal-title = History
verify-certificate-title = Certificate
verify-certificate-never = The certificate never expires.
verify-certificate-expired = The certificate expired on { $date }.
verify-certificate-expires = The certificate expires on { $date }. When you open Crosstrust, the home page warns you from 60 days before that date.
