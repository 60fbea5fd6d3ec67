## Why a text holds no script result that can be used

receipt-not-found = There is no script result in this text. { $instead ->
        [empty] The text is empty.
        [certificate] It is a certificate. Select it on the page of the upload step.
        [script] It is the script itself. Run it on the server, then copy what it prints at the end.
       *[other] Look for the lines between BEGIN CROSSTRUST RECEIPT and END CROSSTRUST RECEIPT.
    }
receipt-cut-off = { $missing ->
        [begin] The script result is incomplete. The line BEGIN CROSSTRUST RECEIPT is missing.
        [end] The script result is incomplete. The line END CROSSTRUST RECEIPT is missing.
        [marker] The script result is incomplete. The line BEGIN or END CROSSTRUST RECEIPT is missing.
       *[json] The script result is incomplete. The end of the JSON is missing.
    }
receipt-too-large = The text has { $bytes } bytes. A script result has a few thousand.
receipt-too-large-unpacked = The script result unpacks to more than { $megabytes } MB. No script result is that large.
receipt-newer = The script result has the format { $format }. This version of Crosstrust reads the formats 1 and 2.
receipt-other-guide = The script result belongs to the guide "{ $theirs }". This setup follows the guide "{ $ours }".
receipt-other-setup = The script result belongs to another setup. The script ran on { $computer } at { $started }.
receipt-stale = The script ran on { $computer } at { $started }. Your answers have changed since then.
receipt-damaged = The script result is damaged. { $reason }
receipt-damaged-at = The script result is damaged at line { $line }. { $reason }
receipt-unnamed-computer = an unnamed computer
receipt-account-on-computer = { $account } on { $computer }

## How it is damaged

receipt-damage-nothing = There is nothing between its first and last line.
receipt-damage-characters = The text between its first and last line can't be decoded.
receipt-damage-length = Some of its characters are missing, or characters were added.
receipt-damage-lines-missing = Some of its lines are missing.
receipt-damage-characters-changed = Some of its characters were changed or are missing.
receipt-damage-not-a-result = It unpacks to something other than a script result.
receipt-damage-lines-changed = Some of its lines are missing or changed.
receipt-damage-json = It isn't the JSON that a script writes.
receipt-damage-no-format = It doesn't name its format.
receipt-damage-character = The character { $other } doesn't belong there.
receipt-damage-columns = The text has several columns, and none of them continues the first line.
receipt-damage-numbers = A line has the number { $number }, but { $next } is the next number.

## What else is in the text

receipt-remark-no-begin = A script result in this text has no BEGIN line, only the END line at line { $line }. Copy it again, starting at its BEGIN line.
receipt-remark-no-end-newer = A newer script result in this text is incomplete. It begins at line { $line }. Copy it again, up to the END line.
receipt-remark-no-end-unknown = A script result in this text is incomplete and may be newer. It begins at line { $line }. Copy it again, up to the END line.
receipt-remark-no-end-older = An older script result in this text is incomplete. It begins at line { $line }. Crosstrust didn't use it.
receipt-remark-damaged = Crosstrust didn't use a damaged script result in this text. { $reason }
receipt-remark-damaged-at = Crosstrust didn't use a damaged script result in this text (line { $line }). { $reason }
receipt-remark-later-format = Crosstrust didn't use a script result in this text, because it has the format { $format }. Update Crosstrust to read it.
receipt-remark-other-guide = This text also has a script result of the guide "{ $guide }". Crosstrust didn't use it.
receipt-remark-other-setup = This text also has a script result of another setup ({ $computer }, { $started }). Crosstrust didn't use it.
receipt-remark-other-answers = Crosstrust didn't use the script result of { $computer } at { $started }. Your answers have changed since then.

## Certificates in a script result

receipt-certificate-readable = A readable certificate
receipt-certificate-named = The certificate that the script result names
receipt-certificate-use = Use of the certificate
receipt-certificate-uses = Current or next certificate
receipt-certificate-valid = Valid today
receipt-certificate-run-again = Run the script again. Then select the result file that it saves. Don't open the file in an editor first.
receipt-certificate-renew = This certificate can't be used now. Renew it on the server, then run the script of this step again.
receipt-certificate-next = Next certificate
receipt-certificate-current = Current certificate
receipt-certificate-mismatch = The script result names the certificate "{ $said }" but holds { $carried }.

## Facts

receipt-fact-unread-next = The script couldn't read this. You don't have to change anything because of it. Run the script of this step again, on another server if you have one.
receipt-fact-unread = not readable
receipt-fact-removed = no longer exists
receipt-fact-unreported-next = The script didn't report this. Run the script of this step again.
receipt-fact-unreported = not in the script result
receipt-ended-without-reason = The script ended here and gave no reason.
receipt-tenant-no-id = Crosstrust doesn't know the tenant ID, so it can't tell which tenant this belongs to
receipt-tenant-no-routing-domain = Crosstrust doesn't know the routing domain, so it can't tell which tenant this leads to
receipt-tenant-not-reported = The script result doesn't say which tenant this belongs to
receipt-tenant-no-id-next = Enter the tenant ID as the answer "{ $answer }". Or connect this PC to the internet and open the answers again, so that Crosstrust can look up the ID. Then save the script of this step again and run it.
receipt-tenant-label = Microsoft 365 tenant
receipt-tenant-no-routing-domain-next = Enter the answer "{ $answer }". Then import the script result again.
receipt-tenant-routing-domain-label = Hybrid routing domain
receipt-older-script = The script result is from an older script. Save the script of this step again and run it.
receipt-build-too-old = { $name } { $build } (too old)
receipt-build-newer = { $name } { $build } (newer than listed)
receipt-build-or-later = { $name } { $build } or later
receipt-build-unread = { $name } (build not known)
receipt-error-code = Code { $code }
receipt-error-line = line { $line } of the script
receipt-nothing = nothing
receipt-of-another-tenant = of another tenant: { $list }
receipt-for-other-domains = for other domains: { $list }

## Policies and requests, as they were found

receipt-policy-none = no policy
receipt-policy = { $name }: { $policy }
receipt-policy-without = { $name }: { $policy } without { $entries }
receipt-policy-with = { $name }: { $policy } with { $entries }
receipt-policy-not-known = { $name }: { $policy } (not known)
receipt-requests-none = no request
receipt-requests-no-status = no status: { $count }
receipt-requests = { $count ->
        [one] 1 request, the last on { $last }; { $answers }
       *[other] { $count } requests, the last on { $last }; { $answers }
    }
receipt-requests-from = { $count ->
        [one] 1 request, the last on { $last }; { $answers }; from { $agents }
       *[other] { $count } requests, the last on { $last }; { $answers }; from { $agents }
    }
receipt-not-known = not known
