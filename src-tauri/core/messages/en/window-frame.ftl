### What is around every page: the header, the list of steps, the way to the next page.

frame-skip = Skip to the page
frame-crumb = { $setup } › { $guide }
frame-rehearsal = Rehearsal: nothing leaves this PC
frame-settings = Settings
frame-help = Help
frame-loading = Loading…
frame-title = { $page } - Crosstrust
frame-title-setup = { $setup } - { $page } - Crosstrust
frame-file-failed = Crosstrust didn't open the file
frame-log-failed = Crosstrust didn't open the log folder
frame-zoom-failed = Crosstrust didn't change the size
frame-menu = Menu
frame-not-open = Crosstrust couldn't open this setup
frame-to-setups = Show all setups
frame-notices = Notices
frame-dismiss = Dismiss
frame-steps = Steps
frame-step-minutes = { NUMBER($minutes) } min
# What a screen reader says of a step in the list.
frame-step = <unseen>{ $number }. </unseen>{ $title }<unseen>, { $status ->
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
    }</unseen>
frame-next = Next: { $step }
frame-next-script = Next: run the script
frame-no-page-title = This page is not in the guide
frame-no-page = The address names a step or a script that this guide doesn't have.

## The menu: what can be done from every page

menu-title = Menu
menu-new = Create a setup
menu-rehearse = Start a rehearsal
menu-open = Open a setup file…
menu-home = Show all setups
menu-settings = Settings
menu-help = Help
menu-zoom-in = Zoom in
menu-zoom-out = Zoom out
menu-zoom-reset = Reset zoom (now { NUMBER($percent) }%)
menu-log = Open log folder
menu-report = Report a problem…

## Reporting a problem

report-title = Report a problem
report-lead = This text contains versions, the step and error codes. It contains no names and no answers. Describe the problem, then copy the text and send it to the person who supports Crosstrust.
report-label = Report
report-copy = Copy report
report-form = Open the issue form of the project
