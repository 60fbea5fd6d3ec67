### The Settings page.

settings-title = Settings
settings-theme = Theme
settings-theme-system = Use the system setting
settings-theme-light = Light
settings-theme-dark = Dark
settings-support-title = Get help
settings-support = A support file contains the log and the versions in use. You see what is in it before you save it.
settings-support-setup = To include the state of a setup, open the setup and save the support file there.
settings-support-save = Save support file…
settings-sign-ins-title = Saved sign-ins
settings-sign-ins = Remove all sign-ins that are saved on this PC. Your setups are kept.
settings-sign-ins-remove = Remove saved sign-ins…
settings-updates-title = Updates
settings-updates-packaged = This version was built without an update check. Update it in the way you installed it, for example with your package manager.
settings-updates-check = Check for a new version when Crosstrust starts
settings-updates-sends = Crosstrust then reads one small file from its website. It sends no information about you, your setups or your organization. It doesn't install anything.
settings-updates-newest = { $version } is the newest version.
settings-reminders-title = Notifications
settings-reminders = Notify me when a wait ends or a certificate is due
settings-reminders-what = While Crosstrust runs, your system shows the name of the setup and what is due. Setups in the archive don't notify you.
settings-folders-title = Folders
settings-folders-setups = Setups
settings-folders-log = Log
