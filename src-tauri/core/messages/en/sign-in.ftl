## Signing in

sign-in-host-alone = Enter only the address of a server, with nothing after it. Example: { $example }
sign-in-last-attempts = Crosstrust couldn't get the result of the sign-in in its last attempts. { $message }
    { $detail }
sign-in-refused = Microsoft's sign-in service refused the sign-in. Its message: { $words }
sign-in-look-up = Look up AADSTS{ $number } on Microsoft's page: { $page }
sign-in-ask-identity-team = Or give the details below to your identity team.
sign-in-redirect = The address of the sign-in service responded with a redirect. The service doesn't do that, so a proxy or a sign-in page of the network responded instead. Crosstrust didn't follow it.
sign-in-redirect-to = The address of the sign-in service responded with a redirect to { $to }. The service doesn't do that, so a proxy or a sign-in page of the network responded instead. Crosstrust didn't follow it.
sign-in-renewed-other-tenant = The renewed sign-in of { $user } is for the tenant { $theirs }, not for { $ours }.
sign-in-other-tenant = { $user } signed in to the tenant { $theirs }. This setup is for { $ours } ({ $tenant }).
sign-in-own-app = Your own app { $id }
sign-in-app-id = The app ID must be a GUID, such as { $example }.
sign-in-tenant-invalid = Enter a domain of the tenant, such as contoso.onmicrosoft.com, or the tenant ID (a GUID).
sign-in-tenant-id-invalid = { $id } isn't a tenant ID. Example: aaaabbbb-0000-cccc-1111-dddd2222eeee.
sign-in-other-cloud = { $tenant } is a tenant of another cloud: { $cloud }. Select that cloud in the first step.
sign-in-tenant-unknown = { $host } doesn't know the tenant { $tenant }.
sign-in-no-service = { $address } didn't respond as a sign-in service does.
sign-in-keyring-not-removed = The credential store of this computer didn't remove the saved sign-in.
sign-in-keyring-not-all-removed = The credential store of this computer didn't remove all saved sign-ins.

## The page in the browser

sign-in-page-back = Close this page and return to Crosstrust.
sign-in-page-back-for-more = Close this page and return to Crosstrust. It says what to do next.
sign-in-page-account = You signed in as { $account }.
sign-in-page-done = You are signed in
sign-in-page-cancelled = The sign-in was canceled
sign-in-page-cancelled-text = You canceled the sign-in in Crosstrust. Nobody is signed in.
sign-in-page-foreign = This page isn't from the current sign-in
sign-in-page-foreign-text = The response belongs to another sign-in, perhaps an earlier one. Crosstrust ignored it and is still waiting.
sign-in-page-foreign-next = Finish the sign-in in the newest page that Crosstrust opened.
sign-in-page-over-text = Crosstrust already has the response, or it no longer waits for one.
sign-in-page-over = This sign-in is finished
sign-in-page-absent = This page doesn't exist
sign-in-page-only-read = Crosstrust doesn't accept data here
