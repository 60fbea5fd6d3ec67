### What explains the trouble of users, on the last page of the guide "Check what is there".

complaint-explained = Crosstrust found something that explains this.
complaint-not-known = Crosstrust didn't read everything. The following can explain it.
complaint-nothing-found = Crosstrust read everything and found nothing that explains this.
complaint-cause-found = Found:
complaint-cause-not-known = Not known:
complaint-remedy = <b>What to do:</b> <remedy>remedy</remedy>
complaint-open = Open the guide that sets this up
