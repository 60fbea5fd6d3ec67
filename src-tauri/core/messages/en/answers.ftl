## Why an answer isn't valid

answer-with-example = { $reason } Example: { $example }
answer-empty = Enter a value.
answer-invisible = The value contains an invisible character (U+{ $code }). Type the value instead of pasting it.
answer-too-long = The value has { $length } characters. Enter at most { $most }.
answer-not-a-choice = Enter one of these values: { $values }.
answer-no-question = This guide has no question with that name.
answer-mail-address-as-domain = That is a mail address. Enter only the part after the @.
answer-web-address-as-domain = That is a web address. Enter only the domain, without https:// and slashes.
answer-domain-spaces = A domain can't contain spaces.
answer-domain-character = A domain can't contain "{ $sign }".
answer-domain-hyphen = A part of the domain begins or ends with a hyphen, or isn't a valid internationalized name.
answer-domain-length = A domain has at most 253 characters. This one has { $length }.
answer-host-empty-part = A part of the name is empty. Remove the dot at the start, or one of two dots in a row.
answer-host-part-length = A part between dots has at most 63 characters. One part has { $length }.
answer-host-hyphen = A part of the name begins or ends with a hyphen.
answer-host-no-dot = The name isn't complete. It needs at least one dot.
answer-host-number = That is an IP address. Enter the name.
answer-host-spaces = A host name can't contain spaces.
answer-host-character = A host name can't contain "{ $sign }". Use only the letters a-z, digits, hyphens and dots.
answer-host-in-list = "{ $shown }": { $reason }
answer-no-host = Enter at least one host.
answer-too-many-hosts = Enter at most { $most } hosts. There are { $count }.
answer-mail-no-at = A mail address needs an @.
answer-mail-empty-part = A mail address needs text before and after the @.
answer-mail-local-length = The part before the @ has at most 64 characters. This one has { $length }.
answer-mail-spaces = A mail address can't contain spaces.
answer-mail-character = The part before the @ can't contain "{ $sign }".
answer-mail-dots = The part before the @ can't begin or end with a dot, or have two dots in a row.
answer-mail-length = A mail address has at most 254 characters. This one has { $length }.
answer-sip = The address must begin with "sip:".
answer-tenant = Enter a tenant ID or a domain. { $reason }
answer-url-spaces = An address can't contain spaces.
answer-url-incomplete = Enter a complete address that begins with https://.
answer-url-http = The address begins with http://, which isn't encrypted. Use https://.
answer-url-https = The address must begin with https://.
answer-url-credentials = Remove the user name or password from the address.
answer-thumbprint-character = A thumbprint can't contain "{ $wrong }". Use only the digits 0-9 and the letters A-F.
answer-thumbprint-length = A thumbprint has 40 digits. This one has { $length }.
answer-uuid = An ID has 32 digits (0-9 and a-f) in five groups, with hyphens between them.
answer-flag = Enter yes or no.

## Features

features-all = Microsoft's table lists all { $all } features as working.
features-some = Microsoft's table lists { $work } of { $all } features as working.
## Where an answer came from

answer-read = Read by the guide "{ $guide }"
answer-imported = From your setup of the guide "{ $guide }"
