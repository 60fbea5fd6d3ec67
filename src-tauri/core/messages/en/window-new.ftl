### The page for a new setup.

new-rehearsal = New rehearsal
new-setup = New setup
new-rehearsal-lead = Practice the procedure with a simulated <tenant>tenant</tenant> and a simulated Exchange organization. Nothing leaves this PC.
new-rehearsal-real = You can convert the rehearsal to a real setup later, with the same answers.
new-setup-lead = For your own servers and your own <tenant>tenant</tenant>. Nothing changes until you run a script or confirm a change.
new-guide = Choose a guide
new-guide-size = { $steps ->
        [one] 1 step
       *[other] { $steps } steps
    }, about { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Based on <article>{ $article }</article>
new-kind = Choose rehearsal or real setup
new-kind-rehearsal = Rehearsal
new-kind-rehearsal-what = See every page and every script first. Nothing leaves this PC.
new-kind-real = Real setup
new-kind-real-what = Uses your servers and your tenant.
new-situation = Simulated organization
new-answers = Copy answers from
new-answers-none = No other setup: start with empty answers
new-answers-setup = { $name }: { $guide }, changed { $when }
new-answers-rehearsal = { $name } (rehearsal): { $guide }, changed { $when }
new-answers-help = Crosstrust copies the answers that both guides ask for. You can change them. It doesn't copy your decisions.
new-answers-found = { $count ->
        [one] Crosstrust copies 1 answer: { $answers }.
       *[other] Crosstrust copies { $count } answers: { $answers }.
    } It doesn't copy your decisions.
new-start-rehearsal = Start rehearsal
new-start-setup = Start setup
