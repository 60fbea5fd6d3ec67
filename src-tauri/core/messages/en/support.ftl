## The support file: what it holds, in the window and in its README

support-setup = The setup: the state of each step, the results of scripts, the responses of Microsoft Graph, and the history. Names are replaced, and certificates are left out.
support-versions = The versions of Crosstrust, its guides and the operating system.
support-log = What Crosstrust did on one day. Names are replaced.
support-readme = What this file contains, and what it leaves out.

## The text with which a problem is reported

support-problem-happened = What happened?
support-problem-expected = What did you expect?
support-problem-version = Crosstrust { $version }
support-problem-system = System: { $system }
support-problem-webview = Web view: { $version }
support-problem-guide = Guide: { $guide } ({ $kind ->
        [rehearsal] rehearsal
       *[real] real setup
    })
support-problem-step = Step: { $step } ({ $status })
support-problem-codes = Last error codes: { $codes }
support-problem-no-codes = Last error codes: none

## The README itself. The lines are wrapped when the file is written.

support-readme-title = Crosstrust support file
support-readme-sent = Crosstrust made this file on your computer and sent it to nobody. You decide who gets it. Read it first: everything in it is text.
support-readme-in-it = It contains:
support-readme-not-in-it = It does not contain:
support-readme-secrets = Passwords, tokens, codes and private keys. Crosstrust never writes them to a file.
support-readme-certificates = Certificates and the names in them. Their thumbprints and dates are included.
support-readme-names = Your answers, the ID of your tenant, and the names of people, computers, domains and folders. Each name is replaced by a placeholder such as domain-1, person-1 or computer-1. The same name has the same placeholder in the whole file. No file says which name it was.
support-readme-notes = Notes and other texts that scripts and people wrote.
support-readme-kept = Application IDs, error codes, request IDs, thumbprints, dates and the states of steps are not replaced. A support case needs them.
