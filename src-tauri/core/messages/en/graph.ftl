## Names that can't be used

graph-app-id-invalid = "{ $id }" isn't an application ID. Example: 7557eb47-c689-4224-abcf-aef9bd7573df.
graph-key-name-invalid = { $name } isn't a certificate thumbprint (40 hex digits) or a key ID.
graph-spn-invalid = { $name } can't be a service principal name. Example: https://mail.contoso.com/.

## What an application shows

graph-severity-unknown = Unknown
graph-severity-warning = Needs attention
graph-severity-failed = Not as expected
graph-severity-ok = Verified
graph-unreadable = Microsoft Graph sent a response that Crosstrust doesn't understand.
graph-owner-current = the current certificate
graph-owner-next = the next certificate
graph-owner-chosen = the certificate you selected
graph-owner-unknown = Unknown certificate. Crosstrust won't change it.
graph-warning-disabled = This application is disabled in the tenant. You can upload certificates, but the application can't use them until somebody enables it.
graph-key-without-end = Microsoft Graph reports no expiration date for this entry. Its certificate is valid until { $certificate }.
graph-key-other-end = Microsoft Graph reports { $end } as the expiration date of this entry. Its certificate is valid until { $certificate }.
graph-key-without-name = without a name
graph-key-content-unknown = Microsoft Graph returned no certificate for the entry { $key }. Crosstrust can't tell whether this application holds { $certificates }.

## Planning an upload

graph-reads-differ = Two readings of this application contradict each other. Somebody else is changing it, or Microsoft's servers don't all have the last change yet.
graph-harm = Certificates on Office 365 Exchange Online (00000002-0000-0ff1-ce00-000000000000) let a server on premises act for the whole tenant (CVE-2025-53786). Microsoft asks you to remove them. The dedicated Exchange hybrid application replaces them.
graph-keep-and-remove = You asked to upload and to delete the certificate { $thumbprint }. Choose only one of the two.
graph-exchange-online-refused = Crosstrust doesn't upload certificates to Office 365 Exchange Online (00000002-0000-0ff1-ce00-000000000000). They would let a server on premises act for the whole tenant (CVE-2025-53786). Use Microsoft's dedicated Exchange hybrid application instead.
graph-harm-title = A certificate on this application is a security risk
graph-harm-next-agree = Agree only if you know why this application must hold a certificate.
graph-harm-next-leave-out = Otherwise skip this certificate, and set up the dedicated Exchange hybrid application.
graph-key-absent-title = This entry doesn't exist
graph-key-absent-next = Read the application again. If the certificate is still there, use the key ID that it has now.
graph-key-absent = This application has no entry with the key ID { $id }. Key IDs change with every write, so somebody may have deleted it, or it has another ID now.
graph-key-several-title = The application has this certificate more than once
graph-key-several-next = To delete all of them, use the thumbprint { $thumbprint } instead of the ID.
graph-key-several = The entry { $id } has the certificate { $thumbprint }, and so does another entry of this application. If you delete one of them, the certificate remains.
graph-missing-application = The application doesn't show.
graph-missing-name = The name { $name } doesn't show.
graph-name-left = The name { $name } still exists.
graph-held-now = The application holds { $certificate } now, so there is something to do.
graph-came-meanwhile = Somebody added the application in the meantime.
graph-missing-key = { $certificate } doesn't show.
graph-key-left = { $thumbprint } still exists.
graph-key-left-unknown = Crosstrust can't tell whether { $id } was deleted.
graph-missing-enabled = The application doesn't show as enabled.
graph-missing-disabled = The application doesn't show as disabled.
graph-missing-key-expired = The entry of { $certificate } expired at { $end }.
graph-missing-key-expired-unknown = The entry of { $certificate } has expired.
graph-key-bytes-removed = Microsoft Graph returned no certificate for the entry { $name }. The upload would delete it, and Crosstrust can't back it up.
graph-key-bytes-kept = Microsoft Graph returned no certificate for the entry { $name }. The upload must keep it, and writing would destroy it.
graph-key-kind-removed = The entry { $name } has the type { $kind } and the usage { $usage }. Crosstrust writes only certificates that verify signatures. The upload would delete this entry, and Crosstrust can't back it up.
graph-key-kind-kept = The entry { $name } has the type { $kind } and the usage { $usage }. Crosstrust writes only certificates that verify signatures. The upload must keep this entry, and writing would destroy it.
graph-key-kind-title = The application has an entry of another kind
graph-key-kind-next-find = Find out who added that entry and whether they still need it. After they delete it, create a new plan.
graph-key-kind-next-support = If nobody knows it, open a support case with Microsoft and include the name of the entry.
graph-key-kind-unknown = unknown
graph-restore-other-entry = The backup is of the entry { $object_id } of this application. That entry no longer exists in this tenant, and { $now } replaced it. Crosstrust doesn't restore the backup to another entry.

## Uploading

graph-creation-not-shown = The application doesn't show in the tenant yet.
graph-plan-of-other-tenant = The plan is for the tenant { $planned }, but you signed in to { $signed_in }.
graph-not-read-back = Microsoft Graph didn't show the change in time. { $missing }
graph-putting-back-name = Restoring a name that another tool added in the meantime
graph-putting-back-key = Restoring a certificate that another tool added in the meantime
graph-keys-changed = The certificates of this application have changed since the plan was created.
graph-keys-only-created = The application is in the tenant now, but no certificate was uploaded.
graph-keys-in-doubt = Crosstrust can't tell whether the certificates were uploaded. Verify before you try again.
graph-keys-accepted = Microsoft Graph accepted the certificates, but Crosstrust couldn't verify them. Verify before you try again.
graph-keys-shown-before = The certificates were uploaded and verified, but the last reading no longer shows them. { $missing } Verify before you try again.
graph-keys-written = Your certificates were uploaded and verified.
graph-all-changed = The certificates, the names or the state of this application have changed since the plan was created.
graph-all-only-created = The application is in the tenant now, but nothing else was written.
graph-all-in-doubt = Crosstrust can't tell whether the change was written. Verify before you try again.
graph-all-accepted = Microsoft Graph accepted the change, but Crosstrust couldn't verify it. Verify before you try again.
graph-all-shown-before = The change was written and verified, but the last reading no longer shows it. { $missing } Verify before you try again.
graph-all-written = Your changes were written and verified.
graph-creation-in-doubt = Crosstrust can't tell whether the application was added to the tenant. No certificate was uploaded.
graph-nothing-written = Nothing was written.
graph-expired-refused = Microsoft Graph doesn't accept expired certificates again. Let Crosstrust delete the expired certificates, then try again.
graph-names-missing = These names are missing: { $names }.
graph-names-support = In the support case, ask Microsoft to add these names to the application: { $added }.
graph-names-refused = If a Global Administrator is refused as well, open a support case with Microsoft. Ask them to add these names to the application: { $added }.

## What others changed in the meantime

graph-others-key-next = If the certificate of the other person or tool doesn't show when you verify, find out who manages it. Ask them to upload it again.
graph-others-name-next = If the name of the other person or tool doesn't show when you verify, find out who added it. Ask them to add it again.
graph-others-list-name = the name { $name }
graph-others-shown = Another person or tool added { $list } at the same time. The last reading shows it.
graph-others-not-shown = Another person or tool added { $list } at the same time. The last reading doesn't show it.
graph-others-lost = Another person or tool added { $list } at the same time. The upload removed it, and Crosstrust couldn't restore it.
graph-others-restored = Another person or tool added { $list } at the same time. The upload removed it for a moment, and Crosstrust restored it.
graph-others-lost-next = { $what ->
        [key] Find out who manages this certificate (the tool or forest with this thumbprint). Ask them to upload it again.
        [name] Find out who manages this name, and ask them to add it again.
       *[both] Find out who manages this certificate and this name. Ask them to add both again.
    }
graph-others-restored-next = { $what ->
        [key] If somebody deleted this certificate on purpose just now, delete it again. Otherwise you don't have to do anything.
        [name] If somebody deleted this name on purpose just now, delete it again. Otherwise you don't have to do anything.
       *[both] If somebody deleted this certificate and this name on purpose just now, delete them again. Otherwise you don't have to do anything.
    }

## Backups

graph-backup-id = "{ $id }" isn't an ID.
graph-backup-names = The list of names in the backup is incomplete.
graph-backup-key = The thumbprint { $thumbprint } in the backup doesn't match its certificate.
graph-backup-not-saved = Crosstrust couldn't save the backup as { $path }.
graph-backup-unusable = Crosstrust can't use the backup of { $app }. { $why } Crosstrust read nothing from the tenant and wrote nothing.
graph-backup-file-unusable = Crosstrust can't use the file { $path } as a backup. { $why } Crosstrust read nothing from the tenant and wrote nothing.
graph-backup-of-other-tenant = The backup is from the tenant { $taken }, but you signed in to { $signed_in }. Crosstrust read nothing and wrote nothing.
graph-backup-of-other-application = The backup is of the application { $app }. You didn't choose that application. Crosstrust read nothing and wrote nothing.
graph-backup-twice = There are two backups of { $app }. Choose one of them.

## Requests

graph-pause-too-long = Microsoft Graph asks for a pause of { $seconds } seconds. That is longer than Crosstrust waits.
graph-too-long = Microsoft Graph sent a response that is much too long.
graph-waiting = { $why ->
        [throttled] Waiting { $seconds } s: Microsoft Graph asks for a pause
        [connection] Waiting { $seconds } s: the connection failed
        [damaged] Waiting { $seconds } s: the response was damaged
        [unavailable] Waiting { $seconds } s: Microsoft Graph isn't available
        [new-entry] Waiting { $seconds } s: the new entry doesn't show yet
        [change] Waiting { $seconds } s: the change doesn't show yet
        [replication] Waiting { $seconds } s: Microsoft's servers don't agree yet
       *[again] Waiting { $seconds } s: reading again
    }
graph-refused = Microsoft Graph refused the request. Its message: { $words }
graph-says = { $means } The message from Microsoft Graph: { $words }
graph-redirect = The address of Microsoft Graph responded with a redirect. Microsoft Graph doesn't do that, so a proxy or a sign-in page of the network responded instead. Crosstrust didn't follow it.
graph-redirect-to = The address of Microsoft Graph responded with a redirect to { $to }. Microsoft Graph doesn't do that, so a proxy or a sign-in page of the network responded instead. Crosstrust didn't follow it.

## Roles

graph-roles-not-read = Crosstrust couldn't read your roles, so it can't tell whether they allow the upload of certificates. { $reason }

## The clock

graph-certificate-expired = The certificate { $thumbprint } expired on { $date }. Microsoft's clock says { $today }.
graph-certificate-not-yet-valid = The certificate { $thumbprint } is valid only from { $date }. Microsoft's clock says { $today }.
graph-clock-behind = The clock of this computer is { $much } behind Microsoft's. Crosstrust used Microsoft's time to check what is valid. Correct the date and time of this computer, because sign-in and secure connections fail with a wrong clock.
graph-clock-ahead = The clock of this computer is { $much } ahead of Microsoft's. Crosstrust used Microsoft's time to check what is valid. Correct the date and time of this computer, because sign-in and secure connections fail with a wrong clock.
graph-clock-detail-behind = the clock of this computer is { $much } behind Microsoft's
graph-clock-detail-ahead = the clock of this computer is { $much } ahead of Microsoft's
graph-clock-minutes = { $minutes } min
graph-clock-hours = { $hours } h { $minutes } min
graph-clock-days = { $days } d { $hours } h

## Verifying

graph-verify-missing = Crosstrust read this application, and it doesn't have { $absent }.
graph-verify-expired-at = The entry with the certificate { $certificate } expired at { $end }, so Microsoft no longer accepts it. Upload the certificate again to replace this entry.
graph-verify-expired = The entry with the certificate { $certificate } has expired, so Microsoft no longer accepts it. Upload the certificate again to replace this entry.
graph-verify-names = Crosstrust read this application, and it doesn't have these names: { $names }.
graph-verify-key-left = The certificate { $thumbprint } still exists.
graph-verify-key-left-unknown = No entry has the key ID { $id }. But key IDs change with every write, so Crosstrust can't tell whether the certificate was deleted.
graph-verify-not-enabled = Crosstrust read this application, and it doesn't show that it is enabled.
graph-verify-disabled-keys = The application has the certificates, but it is disabled in the tenant and can't use them.
graph-verify-disabled = This application is disabled in the tenant, so its certificates have no effect.
graph-verify-also-disabled = The application is also disabled in the tenant.
graph-backup-not-saved-beside-scripts = Crosstrust couldn't save the backup in the folder of the scripts.
