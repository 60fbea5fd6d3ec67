## Where discovery found a value

discovery-from-default-domain = Default accepted domain of Exchange
discovery-from-microsoft-domain = Accepted domain of Exchange, created by Microsoft
discovery-from-accepted-domain = Accepted domain of Exchange
discovery-from-realm = Realm of the authorization server { $server }
discovery-from-domain = Accepted domain { $domain }
discovery-from-connector = Connector for { $domain }
discovery-from-global-catalog = Global catalog that Exchange uses
discovery-from-global-catalog-of = Global catalog of { $domain } that Exchange uses
discovery-from-controller = Domain controller that responded to Exchange
discovery-from-controller-in-doubt = Domain controller that responded to Exchange, not known to be a global catalog
discovery-from-controller-in-doubt-of = Domain controller that responded to Exchange, not known to be a global catalog of { $domain }
discovery-from-ews = External address of Exchange Web Services

## What discovery found

discovery-without-name = without a name
discovery-server = Server { $name }: { $build }, { $role }
discovery-old-server = Server { $name } is older than Exchange 2013 SP1 and needs an address space
discovery-certificate = { $kind ->
        [current] Current Auth Certificate
        [next] Next Auth Certificate
       *[other] Auth Certificate ({ $kind })
    }: { $thumbprint }, { $validity ->
        [never] never expires
        [expired] expired on { $date }
        [days] { $days ->
            [one] 1 day left, until { $date }
           *[other] { $days } days left, until { $date }
        }
       *[unknown] expiration date unknown
    }{ $place ->
        [other] . The computer that ran the script doesn't have it. Export it on a server that has it.
       *[here] {""}
    }
discovery-no-certificate = Exchange has no Auth Certificate. Renew it before you continue.
discovery-auth-server = Authorization server { $name } ({ $kind }){ $whose ->
        [own] {" "}of your tenant
        [other] {" "}of another tenant, { $realm }
        [unknown] {" "}of the tenant { $realm }
       *[none] {""}
    }: { $state ->
        [on] enabled
       *[off] disabled
    }
discovery-no-auth-server = There is no authorization server.
discovery-connector = Connector { $name } for { $domains }{ $whose ->
        [own] , to your tenant
        [other] , not to your tenant
       *[unknown] {""}
    }: { $state ->
        [on] enabled
       *[off] disabled
    }
discovery-no-connector = There is no intra-organization connector.
discovery-partner-application = Partner application { $name }{ $whose ->
        [own] {" "}of your tenant
        [other] {" "}of another tenant, { $realm }
        [unknown] {" "}of the tenant { $realm }
       *[none] {""}
    }: { $state ->
        [on] enabled
       *[off] disabled
    }, { $linked ->
        [yes] linked to { $account }
       *[no] no linked account
    }
discovery-no-partner-application = There is no partner application.
discovery-account = Account { $name }: { $kind }, { $identity }
discovery-role = Management role { $name }, of the type { $kind }
discovery-role-held = Management role { $name }, of the type { $kind }, assigned to { $holders }
discovery-no-right-to-create = Your account can't create mail users (New-MailUser). Ask somebody with the role Mail Recipient Creation to run the account step, or to create the account.
discovery-tenants = Exchange trusts several tenants: { $tenants }. Only objects of your tenant count. Select yours as the answer "{ $answer }".
discovery-domains = There are several routing domains: { $domains }. Select yours as the answer "{ $answer }".
discovery-controller-other-domain = The answer "{ $answer }", { $chosen }, isn't in the domain of this Exchange server, { $domain }. Exchange may not find an account there. Select one of: { $usable }.
discovery-controller-no-global-catalog = The answer "{ $answer }", { $chosen }, isn't one of the global catalogs that Exchange uses. Exchange may not find an account there. Select one of: { $usable }.
discovery-controller-no-global-catalog-of = The answer "{ $answer }", { $chosen }, isn't one of the global catalogs of { $domain } that Exchange uses. Exchange may not find an account there. Select one of: { $usable }.

## What discovery couldn't read

discovery-unread = { $what }: { $reason }
discovery-unread-domain-controller = The domain controller
discovery-unread-directory = The global catalogs that Exchange uses
discovery-unread-accepted-domains = Accepted domains
discovery-unread-servers = Exchange servers
discovery-unread-old-servers = Which servers are older than Exchange 2013 SP1
discovery-unread-ews-urls = The external addresses of Exchange Web Services
discovery-unread-auth-config = The Auth configuration
discovery-unread-partner-applications = Partner applications
discovery-unread-auth-servers = Authorization servers
discovery-unread-connectors = Intra-organization connectors
discovery-unread-accounts = The application account
discovery-unread-roles = Management roles
discovery-unread-may-create-mail-user = Whether you can create mail users
discovery-unread-certificates = Auth Certificates
## What a later step will expect

discovery-must-change = { $label }: { $found }. Change this. Step { $number } says what to do.
discovery-advice = { $label }: { $found }. Step { $number } says what to do.
discovery-not-known = { $label }: { $found }. Crosstrust can't tell whether this is right. Step { $number } says what to do.
discovery-unread-trusts = Trusts with other forests
discovery-shared-by-tenants = The Auth Certificate and the setting overrides of Exchange count for all { $count } tenants. Create one setup for each tenant. Each tenant needs its own dedicated hybrid application and consent to it.
discovery-other-forests = Your forest trusts { $forests }. If Exchange runs in another forest too, that forest needs a setup and a hybrid application of its own.
