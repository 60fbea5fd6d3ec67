### The calendar file on the last page of a guide.

reminder-save = Calendar file
reminder-what = (.ics) with the days on which certificates expire
