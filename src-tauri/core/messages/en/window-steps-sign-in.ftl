### Signing in to the tenant.

## Before the sign-in

sign-in-before-title = Before you sign in
sign-in-account = Account
sign-in-account-pim = If you activate your role on demand (<pim>PIM</pim>), activate it before you sign in.
sign-in-app = App
sign-in-app-own = Your own app <code>{ $id }</code>
sign-in-app-default = Microsoft Graph Command Line Tools
sign-in-app-change = Change the app…
sign-in-app-use-own = Use your own app registration…
sign-in-permission = Permission
sign-in-permission-text = Manage applications on your behalf <small>(Application.ReadWrite.All)</small>
sign-in-cancelled = You canceled the sign-in. Nothing was sent.
sign-in-here-title = On this computer
sign-in-here-text = Microsoft's sign-in page opens in your browser. Recommended. Fewer policies block this method.
sign-in-here-start = Sign in with the browser
sign-in-code-title = On any device
sign-in-code-text = You get a short code. Enter it on Microsoft's sign-in page, on this computer or another device.
sign-in-code-start = Get a code
sign-in-moment = One moment…
sign-in-password = Crosstrust never sees your password.

## In the browser

sign-in-browser-title = Complete the sign-in in the browser
sign-in-browser-title-unopened = Open this page in your browser
sign-in-browser-title-expired = The sign-in timed out
sign-in-left = { $time } left
sign-in-left-none = No time left
sign-in-browser-expired = Start a new sign-in. Nothing was sent.
sign-in-browser-unopened = Copy the address and open it in a browser on this computer. The app <b>{ $app }</b> asks to manage applications.
sign-in-browser-opened = Microsoft's sign-in page is open in your browser. The app <b>{ $app }</b> asks to manage applications. This page continues after you sign in.
sign-in-address-copy = Copy address
sign-in-address-open = Open page again
sign-in-address-note = The address works for this sign-in only, and only on this computer.
sign-in-waiting = Waiting for you to sign in
sign-in-try-again = Try again
sign-in-new = Start new sign-in
sign-in-cancel = Cancel sign-in

## With a code

sign-in-code-card = Enter this code on the sign-in page
sign-in-code-expired = The code expired
sign-in-code-copy = Copy code
sign-in-code-open = Copy code and open page
sign-in-code-copied = Code copied.
sign-in-code-copied-opened = Code copied. Paste it on the page that opens.
sign-in-code-page = Open <page>{ $page }</page> on any device. The app <b>{ $app }</b> asks to manage applications.
sign-in-code-new-first = Get a new code
sign-in-code-new = Get new code
sign-in-code-blocked = Many organizations block sign-in with a code. If the page says so, <button>sign in with the browser on this computer</button> instead.

## The other method

sign-in-other-title = { $method ->
        [browser] Sign in with the browser of this computer
       *[device-code] Sign in with a code
    }
sign-in-other-why = { $method ->
        [browser] Policies often block codes and allow the browser. You don't have to change a policy.
       *[device-code] With a code, the browser doesn't have to return to Crosstrust. Enter the code on Microsoft's sign-in page, on this computer or another device.
    }
sign-in-other-start = { $method ->
        [browser] Sign in with the browser
       *[device-code] Get a code
    }
sign-in-other-back = Show both methods

## The account that signed in

sign-in-again = Sign out and sign in again
sign-in-guest-title = This account is a guest in the tenant
sign-in-guest-text = { $account } is a guest account from another organization. If Microsoft refuses a request, sign in with an account of this tenant.
sign-in-role-lacks-title = This account may not have the required role
sign-in-role-none = The account has no active role in this tenant.
sign-in-role-active = { $count ->
        [one] The active role of this account is { $roles }.
       *[other] The active roles of this account are { $roles }.
    }
sign-in-role-lacks-text = You need Global Administrator to change these certificates. If you activate your role on demand (<pim>PIM</pim>), activate it now. Then sign in again, because this sign-in doesn't include the role yet.
sign-in-role-lacks-continue = You can continue. If the tenant refuses the change, nothing is changed.
sign-in-role-doubtful-title = Microsoft doesn't always accept this role
sign-in-role-doubtful-text = Microsoft documents this role as sufficient. For Microsoft's own applications, the tenant sometimes refuses Application Administrator and accepts Global Administrator. You can continue. If the tenant refuses the change, nothing is changed.
sign-in-role-unknown-title = Crosstrust couldn't read this account's roles
sign-in-role-unknown-text = You see whether the account has the required role when you start the upload. If the tenant refuses the change, nothing is changed.
sign-in-role-unknown-details = Response of the tenant

## Next to the work

signed-in-title = Signed in
signed-in-guest = Guest in this tenant
signed-in-tenant = Tenant <guid>{ $tenant }</guid>
signed-in-kept = { $method ->
        [browser] Signed in with the browser. Saved in the credential store of this PC until you sign out.
       *[device-code] Signed in with a code. Saved in the credential store of this PC until you sign out.
    }
signed-in-not-kept = { $method ->
        [browser] Signed in with the browser, until you close Crosstrust. Crosstrust couldn't use the credential store of this PC.
       *[device-code] Signed in with a code, until you close Crosstrust. Crosstrust couldn't use the credential store of this PC.
    }
signed-in-out = Sign out
signed-in-saved-title = What Crosstrust saves
signed-in-saved = Your sign-in, in the credential store of this PC, until you sign out
signed-in-not-saved = No part of your sign-in in files or logs

## An own app registration

own-app-eyebrow = Optional setting
own-app-title = Use your own app registration
own-app-lead = Most tenants accept Microsoft Graph Command Line Tools. If your tenant blocks it, or you want your own app in the sign-in logs, register an app once.
own-app-card = The app that you sign in with
own-app-badge-invalid = Application ID not valid
own-app-badge-own = Your own app
own-app-field = Application (client) ID
own-app-field-help = Copy it from the overview of your registration. If you leave it empty, you sign in with Microsoft Graph Command Line Tools.
own-app-save = Save
own-app-default = Use Microsoft Graph Command Line Tools
own-app-saving = Saving…
own-app-saved = Saved on this PC
own-app-how-title = Register the app
own-app-how-open = Open the <link>Microsoft Entra admin center</link>. Select <b>App registrations > New registration</b>.
own-app-how-name = Enter a name, such as Crosstrust. Under <b>Supported account types</b>, select this organization only (<b>single tenant</b>). Select <b>Register</b>.
own-app-how-platform = Under <b>Authentication</b>, add the platform <b>Mobile and desktop applications</b> with this redirect address. Don't add a port.
own-app-how-public = Under <b>Authentication</b>, in the advanced settings, set <b>Allow public client flows</b> to <b>Yes</b>, and save. You need it to sign in with a code.
own-app-how-permission = Under <b>API permissions</b>, add this permission of <b>Microsoft Graph > Delegated permissions</b>. Keep User.Read, which is already there.
own-app-how-consent = Select <b>Grant admin consent</b> for your organization. A Global Administrator can do this.
own-app-how-id = From the <b>Overview</b>, copy the <b>Application (client) ID</b> into the field above.
own-app-codes-label = If the sign-in shows one of these errors
own-app-codes-number = AADSTS
own-app-codes-means = Cause
own-app-codes-next = What to do
own-app-code = { $code ->
        [7000218] The registration doesn't allow public clients, so Microsoft requires a secret.
        [65001] No administrator approved the permission for this organization.
        [700016] This tenant has no app with that ID.
        [50105] Only assigned users can use the app, and your account isn't assigned.
       *[50011] The registration doesn't contain the redirect address of this computer.
    }
own-app-code-next = { $code ->
        [7000218] Step 4: set Allow public client flows to Yes, and save.
        [65001] Steps 5 and 6: add the permission, then grant admin consent.
        [700016] Compare the ID above with the registration. Check that the registration is in the tenant that you sign in to.
        [50105] Open Enterprise applications > the app > Users and groups, and add your account. Or set Assignment required to No under Properties.
       *[50011] Step 3: the platform must be Mobile and desktop applications, and the address http://localhost without a port.
    }
own-app-not-title = What the app must not have
own-app-not-secret = No secret and no certificate. A program on a PC can't protect one.
own-app-not-permissions = No application permissions. The app acts only on your behalf, while you are signed in.
own-app-changes-title = What changes
own-app-changes-sign-in = You sign in again. Crosstrust doesn't use a sign-in of another app.
own-app-changes-rights = Your rights in the tenant stay the same.
