## What explains a problem of users, as it was read in the tenant

cause-application = Application { $name } in the tenant
cause-hybrid-application = Dedicated hybrid application in the tenant
cause-no-certificate = Crosstrust has no valid Auth Certificate to compare, so it can't tell whether the application has yours.
cause-no-certificate-remedy = Run the script "Auth Certificate and hybrid application", or the script for all steps, and import its result.
cause-read-again = The Auth Certificate changed after Crosstrust read this application.
cause-read-again-remedy = Read the applications in the tenant again.
cause-upload-remedy = Upload your Auth Certificate to the application. Crosstrust shows every change first.
