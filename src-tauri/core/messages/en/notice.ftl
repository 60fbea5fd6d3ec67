## What the program points out

notice-older-result = This script result is older than what Crosstrust already knows. These steps didn't change: { $steps }.
notice-dry-run-differs = The dry run didn't find these finished steps in place: { $steps }. A dry run doesn't reopen a step. Check the steps, or run the script.
notice-already-imported = You already imported this script result. Nothing changed.
notice-same-dry-run = This dry run shows the same results that you already imported. Nothing changed.
notice-certificate-received = The script result has a certificate that is new to this setup. Its thumbprint is { $thumbprint }.
notice-certificates-differ = { $computer } uses the certificate { $thumbprint }. Another server uses { $other } ({ $source }). If you didn't renew it in between, the servers use different certificates.
notice-interrupted = An earlier run on { $computer } ({ $started }) ended without a script result. Undo includes this run.
notice-interrupted-changes = { $count ->
        [one] An earlier run on { $computer } ({ $started }) ended without a script result. It made 1 change. Undo includes this run.
       *[other] An earlier run on { $computer } ({ $started }) ended without a script result. It made { $count } changes. Undo includes this run.
    }
notice-interrupted-unknown = { $unknown ->
        [one] An earlier run on { $computer } ({ $started }) ended without a script result. It was interrupted during 1 change. Crosstrust can't tell whether that change took effect. Undo includes this run.
       *[other] An earlier run on { $computer } ({ $started }) ended without a script result. It was interrupted during { $unknown } changes. Crosstrust can't tell whether they took effect. Undo includes this run.
    }
notice-interrupted-both = An earlier run on { $computer } ({ $started }) ended without a script result. { $count ->
        [one] It made 1 change.
       *[other] It made { $count } changes.
    } { $unknown ->
        [one] It was interrupted during 1 more change. Crosstrust can't tell whether that change took effect.
       *[other] It was interrupted during { $unknown } more changes. Crosstrust can't tell whether they took effect.
    } Undo includes this run.
notice-not-read = Your account couldn't read these steps: { $steps }. They didn't change, and this run doesn't verify them. Ask for a role group with the missing commands, or ask somebody else to run the script.
notice-run-again = Run the script of { $title } again. It makes the change now.
notice-answer-filled = { $label }: filled in from the script result of { $computer } ({ $value }). The script contains this answer. Copy or save the script again, then run it.
notice-answer-changed = You changed an answer that these steps use. Check them again: { $steps }.
notice-agreement-withdrawn = The answers lead to another tenant, so your agreement is no longer valid: "{ $question }". If you still want this change, agree again in { $title }.
notice-write-remains = Crosstrust deleted nothing. What it already wrote with your agreement is still in the tenant. To delete it, open { $title }.
notice-nothing-written = { $title } wrote nothing, because no application has the current certificate. Upload that certificate first.
