### What explains the trouble of users, on the last page of the guide "Check what is there".

complaint-explained = Crosstrust found something that explains the problem.
complaint-not-known = Crosstrust didn't read everything. The following can explain the problem.
complaint-nothing-found = Crosstrust read everything and found nothing that explains the problem.
complaint-cause-found = Found:
complaint-cause-not-known = Unknown:
complaint-remedy = <b>What to do:</b> <remedy>remedy</remedy>
complaint-open = Open the step "{ $step }" in the guide "{ $guide }"

## The last page of the guide

check-title = What explains the problems of your users
check-parts = Each part is optional
check-parts-server = { $state ->
        [read] ✓ The script on the server: imported.
       *[open] The script on the server: not imported yet.
    }
check-parts-outside = { $state ->
        [read] ✓ The check from outside: done.
       *[open] The check from outside: not done yet.
    }
check-parts-tenant = { $state ->
        [read] ✓ The applications in the tenant: read.
       *[open] The applications in the tenant: not read yet. Sign in to read them.
    }

## The setup that fixes what was found

mend-title = Use a setup that you have?
mend-lead = These setups are for the same guide and the same organization.
mend-use = Open { $name }
mend-create = Create a new setup
mend-note = A new setup starts with the answers that Crosstrust knows from this check. Each question shows where its answer comes from.
