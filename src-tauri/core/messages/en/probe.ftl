## What a check from outside means to Teams

probe-autodiscover-ok = Autodiscover directs Teams to your server
probe-autodiscover-answers-cloud = Autodiscover directs Teams to Exchange Online
probe-autodiscover-user-not-found = Autodiscover doesn't know the mailbox
probe-autodiscover-not-published = Teams gets no response from Autodiscover
probe-autodiscover-not-json = Teams can't use the response of Autodiscover
probe-ews-ok = The service offers OAuth to Teams
probe-ews-not-published = Teams can't find the service
probe-ews-forbidden = The service refuses access before it asks for a token
probe-oauth-not-offered = The service doesn't accept OAuth tokens
probe-tenant-not-trusted = Trust in tokens of your tenant
probe-pre-authentication = A device in front of the server asks Teams to sign in
probe-redirect-elsewhere = Teams is redirected to another host
probe-dns-not-found = The host name has no address
probe-dns-private-address = The host name has an internal address here
probe-connection-refused = No connection
probe-timed-out = No response in time
probe-tls-expired = Validity period of the certificate
probe-tls-name = The certificate is for another name
probe-tls-untrusted = The certificate isn't trusted
probe-tls-too-old = No common version of TLS
probe-server-error = The server reports an error
probe-server-starting = The server reported an error for a moment
probe-cloud-not-reached = Crosstrust couldn't query Exchange Online

## Its limits and its result

probe-journal-good = Checked from this PC: everything is as Teams needs it.
probe-journal-found = Checked from this PC: { $good } of { $all } findings are as Teams needs them.
probe-journal-unreachable = Checked from this PC: Crosstrust couldn't reach any host.
probe-journal-computer-good = Checked from { $computer }: everything is as Teams needs it.
probe-journal-computer-found = Checked from { $computer }: { $good } of { $all } findings are as Teams needs them.
probe-journal-computer-unreachable = Checked from { $computer }: the script couldn't reach any host.
probe-limits = These are the findings from this PC. Teams connects from Microsoft's addresses. This check can't show whether your firewall lets those addresses in. It can't show the records of the public DNS, or whether Exchange accepts a real token. From inside your network, the check may not pass the firewall at all. Run it from outside as well.
probe-limits-computer = These are the findings from the computer { $computer }. Teams connects from Microsoft's addresses. This check can't show whether your firewall lets those addresses in. It can't show the records of the public DNS, or whether Exchange accepts a real token. From inside your network, the check may not pass the firewall at all. Run it from outside as well.

## Its parts

probe-plan-exchange-online = Exchange Online: which server it returns to Teams for this mailbox.
probe-plan-autodiscover = Your Autodiscover host: the address of EWS, and whether it offers OAuth.
probe-plan-services = The EWS and REST addresses that these two return: whether they offer OAuth.
probe-plan-sign-in = Microsoft's sign-in service: the ID of your tenant.
probe-recording-of-step = This is the script result of a step, not of the check from outside. Import it on the page of its step.
probe-recording-unreadable = Crosstrust can't read this result of the check from outside. Run the script again, and import its file.
probe-recording-empty = The result of the check from outside is empty.
probe-recording-another-computer = another computer
probe-unknown-issuer = an unknown issuer
probe-certificate-unreadable = Crosstrust can't read a certificate in the file ({ $error }).
probe-no-certificate = The file holds no certificate. Select a PEM or DER file.
probe-tls-setup = Crosstrust couldn't set up TLS on this system.
probe-connect-to-parts = Enter four parts, as in HOST1:PORT1:HOST2:PORT2. Each may be empty. Put an IPv6 address in brackets.
probe-connect-to-port = A port is a number from 1 to 65535.
probe-connect-to-host = A host is a name or an IP address. Put an IPv6 address in brackets.
probe-detail-status = status { $status }
probe-detail-no-address = no address for { $name }
probe-detail-no-dns = no response from a DNS server
probe-detail-refused = connection refused
probe-detail-no-connection = no connection in time
probe-detail-proxy = the proxy doesn't let the request through: { $detail }
probe-detail-certificate = this PC doesn't accept the certificate, perhaps because a proxy inspects the traffic
probe-detail-no-tls = no TLS connection
probe-detail-no-answer = no response in time
probe-detail-not-recorded = the script didn't query it
probe-no-reason = no reason given
probe-no-tenant = no tenant
probe-no-answer-from = no response from { $host }
probe-detail-redirect-unusable = its redirect can't be used
probe-detail-redirect = it redirects to { $address }
