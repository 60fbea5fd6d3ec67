## Requests that didn't reach a service

network-client = Crosstrust couldn't set up its network client.
network-insecure = Crosstrust doesn't accept { $scheme }://{ $host }. Use an address that begins with https://.
network-timeout = The request to { $server } timed out.
network-untrusted = This computer doesn't trust the certificate of { $server }.
network-untrusted-issuer = This computer doesn't trust the certificate of { $server }. An authority that this computer doesn't know issued it. A proxy that inspects traffic shows such a certificate.
network-untrusted-time = This computer doesn't trust the certificate of { $server }. By the clock of this computer, it has expired or isn't valid yet. Usually the clock is wrong.
network-untrusted-name = This computer doesn't trust the certificate of { $server }. It belongs to another server. A sign-in page of the network may have answered.
network-untrusted-revocation = This computer doesn't trust the certificate of { $server }. It is revoked, or this computer can't check whether it is.
network-proxy = The proxy requires a password to connect to { $server }.
network-broken-off = The connection to { $server } was interrupted.
network-unreachable = Crosstrust couldn't reach { $server }.
network-unknown-server = the server
