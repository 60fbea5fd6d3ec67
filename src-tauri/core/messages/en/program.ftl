## What the program says around its steps

program-keyring-kept-sign-in = Crosstrust deleted the setup, but the credential store kept its sign-in. Unlock the credential store, then select Remove saved sign-ins in the settings.
program-files-left-title = Some files of the deleted setup are still there
program-files-left = Crosstrust deleted the setup, but not everything that belonged to it.
program-files-left-next = Delete the file or folder below. Crosstrust deletes its own files at the next start.
program-not-an-address = "{ $url }" isn't the address of a page.
program-not-our-folder = Crosstrust opens only folders in which it saved something.
program-file-unreadable = Crosstrust can't read { $file }.
program-sign-in-page = The sign-in page has no usable address.
program-dialog-all-files = All files
program-dialog-failed = Crosstrust couldn't open the file dialog.
program-dialog-save-script = Save the script
program-dialog-script = PowerShell script
program-dialog-open-result = Open a script result
program-dialog-result = Script result
program-dialog-choose-certificate = Select the Auth Certificate
program-dialog-certificate = Certificate
program-dialog-save-scripts = Save all scripts
program-dialog-zip = Zip archive
program-dialog-scripts-folder = Select a folder for the scripts
program-dialog-save-report = Save the report
program-dialog-web-page = Web page
program-dialog-save-support = Save the support file
program-dialog-choose-backup = Select a backup
program-dialog-backup = Backup
program-file-not-saved = Crosstrust couldn't save { $file }. Choose another folder.
program-rehearsal-failed = The rehearsal couldn't continue.
program-rehearsal-file-refused = Crosstrust couldn't save or read { $path }. The rehearsal needs this file.
program-rehearsal-file-stays = Crosstrust couldn't delete { $path }. Nothing needs this file any longer.
program-rehearsal-file-damaged = { $path } is damaged. Delete this file, or create a new rehearsal.
program-setting-not-saved = Crosstrust couldn't save the setting.
program-answer-needed = Enter the answer "{ $role }" before you sign in.
program-rehearsal-only = Only a rehearsal has a simulated server.
program-other-application = This guide doesn't write to the application { $application }.
program-read-first = Review the plan first, then agree to it.
program-plan-outdated = What this step writes has changed since the plan was created. Review the plan again, then agree to it.
program-tenant-changed = The answers lead to another tenant than before. Start again.
program-not-saved = The last result isn't saved yet. Crosstrust tries again every few seconds. Keep Crosstrust open until this message disappears. { $reason }
program-close-not-saved = The last result isn't saved yet. If you close Crosstrust now, it's lost.
program-close-script = A script is running. If you close Crosstrust now, the script ends, and what it has changed is unknown.
program-close-operation = { $work ->
        [restore] Crosstrust is restoring a backup.
        [removal] Crosstrust is deleting a certificate.
       *[upload] An upload is in progress.
    } If you close Crosstrust now, the result is unknown until you verify.
program-close-question = Close Crosstrust?
program-in-progress = An operation of this setup is in progress. Wait until it ends, then delete the setup.
program-no-guide = There is no guide "{ $id }".
program-window-failed = Crosstrust couldn't open the window.
program-webview-missing = Crosstrust needs the Microsoft Edge WebView2 Runtime to show its window, and this PC doesn't have it. Install the Evergreen version from { $page }. Then start Crosstrust again.
program-webview-open-page = Open this page now?
program-no-data-folder = This user has no folder for program data.
program-clipboard = Crosstrust couldn't copy the text.
program-browser = Crosstrust couldn't open the browser. Open { $page } yourself.
program-dialog-open-setup = Open a setup file
program-dialog-setup = Crosstrust setup
program-update-unreadable = The server of Crosstrust didn't name the newest version.
program-zoom = Crosstrust couldn't change the size of the window's contents.
program-folder = Crosstrust couldn't open the folder. Open { $folder } yourself.
program-no-hybrid-application = This guide reads no hybrid application.
program-dialog-calendar = Calendar file
# The last line of a log that has reached its limit.
program-log-full = The log of this run has reached its limit. Crosstrust writes nothing more to it.
program-run-failed = Crosstrust stopped running the script because of an error of its own.
