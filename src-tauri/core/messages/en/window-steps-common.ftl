### What the pages of several kinds of steps say.

step-eyebrow = Step { NUMBER($number) } · { $phase } · about { NUMBER($minutes) } min
step-problem = { $step }: { $problem }
# What happens on a day to come, such as "Exchange switches on 26 Dec 2026".
step-announced = { $announced }.
step-note = Note: { $note }
step-reopen = Reopen step
step-reopen-named = Reopen<hidden> { $step }</hidden>
step-difference = What is the difference?

## What a step still needs

step-needs-title = Complete these items first
step-needs-answers = Answer the questions

## Marking steps as done, or skipping them

step-by-hand-open = Mark as done or skip…
step-by-hand-title = Mark steps as done or skip them
step-by-hand-text = The report lists these steps as marked as done by you, or as skipped, with your note. Crosstrust doesn't verify them. If you import a result later, that result counts.
step-by-hand-which = Select the steps
step-by-hand-step = { NUMBER($number) }. { $title }
step-by-hand-note = Note: what you did or saw, and when
step-by-hand-note-first = To mark a step as done, write a note first.
step-by-hand-done = { $count ->
        [one] Mark { $count } step as done
       *[other] Mark { $count } steps as done
    }
step-by-hand-skip = { $count ->
        [one] Skip { $count } step
       *[other] Skip { $count } steps
    }
step-by-hand-cancel = Cancel

## Next to the work

step-aside-changes = What changes
step-aside-needs = What you need
step-aside-rights = Required rights, one by one
step-aside-offline = No internet access, no password, no private key
step-aside-no-key = No private key
step-aside-undo = How to undo
step-aside-undo-script = Open the undo script
step-aside-undo-named = Undo script: { $script }
step-aside-undo-lines = What undo removes, one by one
step-aside-undo-of = { $step }: { $undo }
step-aside-source = Source
step-aside-article = Microsoft: <link>{ $title }</link>
step-aside-article-sections = Microsoft: <link>{ $title }</link>, { $sections }
step-aside-differences = What Crosstrust does differently, and why
step-aside-published = Published
step-aside-trouble = Problem
step-aside-instead = What Crosstrust does
step-aside-help = Get help
step-aside-support = <button>Save support file…</button> for the person who helps you

## What Microsoft changed

step-timeline-past = What Microsoft changed
step-timeline-ahead = What Microsoft changed and will change
step-timeline-entry = { $when }: { $says }
step-timeline-one-source = (only one source, check it before you rely on it)
