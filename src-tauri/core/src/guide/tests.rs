//! The rules of a library, each broken once, and answers read together.

use super::answer::AnswerKind;
use super::*;
use std::collections::BTreeMap;
use std::path::Path;

const GUIDE: &str = r#"
id = "small"
title = "A small guide"
summary = "For tests."
article = { title = "An article", url = "https://learn.microsoft.com/x" }

phases = [{ id = "only", title = "Only" }]

applications = [{ app-id = "7557eb47-c689-4224-abcf-aef9bd7573df", name = "A", purpose = "P" }]

[[answers]]
id = "cloud"
kind = "choice"
role = "cloud"
label = "Cloud"
help = "H"
example = "global"
default = "global"
in-scripts = true
choices = [{ value = "global", label = "Global" }, { value = "custom", label = "Other" }]

[[answers]]
id = "tenant"
kind = "tenant"
role = "tenant"
label = "Tenant"
help = "H"
example = "contoso.com"
in-scripts = true

[[answers]]
id = "login_url"
kind = "url"
role = "login-url"
label = "Sign-in"
help = "H"
example = "https://login.microsoftonline.com"
only-when = { id = "cloud", is = "custom" }

[[answers]]
id = "graph_url"
kind = "url"
role = "graph-url"
label = "Graph"
help = "H"
example = "https://graph.microsoft.com"
only-when = { id = "cloud", is = "custom" }

[[answers]]
id = "mailbox"
kind = "smtp-address"
label = "Mailbox"
help = "H"
example = "anna@contoso.com"
optional = true
in-scripts = true

[[answers]]
id = "relink"
kind = "flag"
label = "Link"
help = "H"
example = "false"
default = "false"
decision = true
in-scripts = true

[[answers]]
id = "name"
kind = "text"
label = "Name"
help = "H"
example = "Contoso"
optional = true

[[steps]]
id = "one"
kind = "script"
phase = "only"
title = "One"
why = "W"
place = "P"
rights = ["R"]
minutes = 1
section = 1
expectation = "E"
undo = "U"
uses = ["cloud", "tenant", "mailbox", "relink"]

[[steps.expect]]
fact = "linkedAccount"
label = "Linked account"
words = "Scheduler of {{ tenant }}"
rule = { item = { name = "{{ tenant }}", on = true } }
otherwise = "Run it for {{ mailbox }}"
ask = { answer = "relink", title = "T", text = "T", keep = "K", change = "C", difference = "D" }

[[steps.checks]]
id = "look"
text = "Look."
if-not = ["Look again."]

[[scripts]]
id = "small"
template = "main.ps1"
title = "Small"
role = "all-in-one"
steps = ["one"]
uses = ["cloud", "tenant", "mailbox", "relink"]

[[scripts]]
id = "remove"
template = "remove.ps1"
title = "Remove"
role = "guarded"
uses = ["tenant"]
ask = { answer = "relink", title = "T", text = "T", keep = "K", change = "C", difference = "D" }
"#;

const MAIN: &str = r#"$Answers = @{
    Setup = {{ setup_id }}
    Tenant = {{ tenant_id }}
    Mailbox = {{ mailbox }}
    Relink = {{ relink }}
    Url = {{ { "global": "https://a", "custom": "https://b" }[cloud] }}
}
{% include "shared/opening.ps1" %}
# ---- Steps ----
{% if relink -%}
Set-Thing
{%- endif %}
"#;

/// A folder of guides with one small guide in it, changed as a test wants.
pub(crate) struct Folder(pub(crate) tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("README.md", "not a guide");
        folder.write("small/guide.toml", GUIDE);
        folder.write("small/main.ps1", MAIN);
        folder.write("small/remove.ps1", "Remove-Thing -Name {{ tenant }}\n");
        folder.write("shared/opening.ps1", "function Start-Step { {{ guide_id }} }\n");
        folder.write("shared/explain.toml", "[explain]\nStart-Step = \"Starts.\"\n");
        folder
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces `from`, which must be there, in `guide.toml`.
    pub(crate) fn edited(from: &str, to: &str) -> Self {
        assert!(GUIDE.contains(from), "the guide of the tests does not hold {from:?}");
        let folder = Self::new();
        folder.write("small/guide.toml", GUIDE.replacen(from, to, 1));
        folder
    }

    pub(crate) fn read(&self) -> Result<Library, GuideError> {
        Library::read(self.0.path())
    }

    fn refusal(&self) -> String {
        match self.read() {
            Ok(_) => panic!("the guide was taken"),
            Err(error) => error.to_string(),
        }
    }
}

fn small() -> Guide {
    Folder::new().read().unwrap().guide(&"small".into()).unwrap().clone()
}

fn raw(values: &[(&str, &str)]) -> BTreeMap<AnswerId, String> {
    values.iter().map(|(id, value)| ((*id).into(), (*value).to_owned())).collect()
}

fn answers(values: &[(&str, &str)]) -> Answers {
    let (answers, problems) = Answers::parse(&small(), &raw(values));
    assert_eq!(problems, []);
    answers
}

#[test]
fn the_guides_that_are_built_in_keep_every_rule() {
    if let Err(error) = Library::check_built_in() {
        panic!("{error}");
    }
}

#[test]
fn the_program_reads_the_guides_as_they_were_checked() {
    let (checked, read) = (Library::check_built_in().unwrap(), Library::built_in().unwrap());
    let guides =
        |library: &Library| library.guides().map(|guide| format!("{guide:?}")).collect::<Vec<_>>();
    assert_eq!(guides(&checked), guides(&read));
    let sources = |library: &Library| {
        let names = library.templates().names();
        let sources = names.flat_map(|name| library.templates().sources(name).unwrap());
        sources.map(|source| format!("{source:?}")).collect::<Vec<_>>()
    };
    assert_eq!(sources(&checked), sources(&read));
}

#[test]
fn a_right_is_a_name_and_what_is_said_of_it_a_sentence() {
    let named = |rights: &str| Folder::edited("rights = [\"R\"]", rights).read().map(|_| ());
    assert!(named("rights = [\"View-Only Organization Management\", \"CsAdministrator\"]").is_ok());
    assert!(named("rights = []\nrights-notes = [\"No right is needed.\"]").is_ok());
    for sentence in [
        "Both are part of Organization Management unless permissions are split",
        "Mail Recipients, to hide it",
        "Role Management (part of Organization Management)",
        "To write to the output folder",
        "Role  Management",
        "",
    ] {
        let refusal = named(&format!("rights = [\"{sentence}\"]")).unwrap_err().to_string();
        assert!(refusal.contains("is not the name of a right"), "{sentence}: {refusal}");
    }
    let note = "rights = [\"R\"]\nrights-notes = [\"unless permissions are split\"]";
    assert!(named(note).unwrap_err().to_string().contains("is not a sentence"));
    let script =
        Folder::edited("role = \"guarded\"", "role = \"guarded\"\nrights = [\"to remove\"]");
    assert!(script.refusal().contains("script \"remove\": \"to remove\" is not the name"));
}

#[test]
fn a_guide_comes_with_the_words_of_all_guides() {
    let guide = small();
    assert_eq!(guide.explain.len(), 0);
    assert_eq!(guide.explanation(None, "Start-Step"), Some("Starts."));
    assert_eq!(guide.answer(&"tenant".into()).unwrap().kind, AnswerKind::Tenant);
}

#[test]
fn words_that_say_what_is_said_anyway_are_refused() {
    let all = "[explain]\nStart-Step = \"Starts.\"\n\n[[scripts]]\nid = \"small\"";
    let from = "[[scripts]]\nid = \"small\"";
    let refusal = Folder::edited(from, all).refusal();
    assert!(
        refusal.contains("explain: \"Start-Step\" is explained in the same words in explain.toml"),
        "{refusal}"
    );
    let own = all.replace("Starts.", "Begins.");
    assert!(Folder::edited(from, &own).read().is_ok());
    for (own, said) in [("Starts.", ""), ("Begins.", "[explain]\nStart-Step = \"Begins.\"\n\n")] {
        let script =
            format!("{said}[[scripts]]\nexplain = {{ Start-Step = \"{own}\" }}\nid = \"small\"");
        let refusal = Folder::edited(from, &script).refusal();
        assert!(
            refusal.contains("script \"small\": \"Start-Step\" is explained in the same words"),
            "{refusal}"
        );
    }
}

#[test]
fn a_guide_that_names_what_is_not_there_is_refused_with_the_place() {
    for (from, to, words) in [
        (
            "phase = \"only\"",
            "phase = \"other\"",
            "small: step \"one\" names phase \"other\", which is not there",
        ),
        (
            "uses = [\"cloud\", \"tenant\"",
            "uses = [\"cloud\", \"tenand\"",
            "step \"one\" names answer \"tenand\"",
        ),
        ("steps = [\"one\"]", "steps = [\"one\", \"two\"]", "script \"small\" names step \"two\""),
        ("uses = [\"tenant\"]", "uses = [\"nobody\"]", "script \"remove\" names answer \"nobody\""),
        (
            "template = \"main.ps1\"",
            "template = \"mein.ps1\"",
            "script \"small\" names template \"small/mein.ps1\"",
        ),
        (
            "{ id = \"cloud\", is",
            "{ id = \"mailbox\", is",
            "answer \"login_url\" names earlier answer \"mailbox\"",
        ),
        (
            "ask = { answer = \"relink\"",
            "ask = { answer = \"other\"",
            "fact \"linkedAccount\" names answer \"other\"",
        ),
        ("for {{ mailbox }}", "for {{ post }}", "fact \"linkedAccount\" names answer \"post\""),
        (
            "Scheduler of {{ tenant }}",
            "{{ tenent }}",
            "fact \"linkedAccount\" names answer \"tenent\"",
        ),
        (
            "name = \"{{ tenant }}\"",
            "name = \"{{ tinant }}\"",
            "fact \"linkedAccount\" names answer \"tinant\"",
        ),
        (
            "otherwise = \"Run it",
            "only-if = [{ fact = \"name\", rule = { is = \"{{ nome }}\" } }]\notherwise = \"Run it",
            "only-if \"name\" names answer \"nome\"",
        ),
        (
            "otherwise = \"Run it",
            "none = \"not in {{ tenent }}\"\notherwise = \"Run it",
            "fact \"linkedAccount\" names answer \"tenent\"",
        ),
        (
            "id = \"tenant\"",
            "found = [{ step = \"two\", fact = \"f\", source = \"S\" }]\nid = \"tenant\"",
            "answer \"tenant\" names step \"two\"",
        ),
    ] {
        let refusal = Folder::edited(from, to).refusal();
        assert!(refusal.contains(words), "{to}: {refusal}");
    }
}

/// An upload that comes after the only step, with this entry among its writes.
fn with_write(write: &str) -> Folder {
    let app = "7557eb47-c689-4224-abcf-aef9bd7573df";
    // A decision that nobody asks for is refused.
    let answer = if write.contains("answer = \"agree\"") {
        "[[answers]]\nid = \"agree\"\nkind = \"flag\"\nlabel = \"Agree\"\nhelp = \"H\"\n\
         example = \"true\"\noptional = true\ndecision = true\n\n"
    } else {
        ""
    };
    let step = format!(
        "{answer}[[steps]]\nid = \"cloud\"\nkind = \"upload\"\nphase = \"only\"\ntitle = \"T\"\nwhy = \"W\"\n\
         place = \"P\"\nrights = []\nminutes = 1\nsection = \"S\"\nexpectation = \"E\"\nundo = \"U\"\n\
         uses = [\"cloud\", \"tenant\", \"login_url\", \"graph_url\"]\n\
         [[steps.writes]]\napp-id = \"{app}\"\n{write}\n\n[[scripts]]\nid = \"small\""
    );
    Folder::edited("[[scripts]]\nid = \"small\"", &step)
}

#[test]
fn an_upload_says_what_it_writes_to_which_application() {
    let names = "names = { step = \"one\", fact = \"hosts\", form = \"https://{}/\" }";
    let removes = "removes = { step = \"one\", fact = \"old\" }";
    let ask = "ask = { answer = \"agree\", title = \"T\", text = \"T\", keep = \"K\", change = \"C\", difference = \"D\", typed = \"yes\" }";
    let same_app = "[[steps.writes]]\napp-id = \"7557eb47-c689-4224-abcf-aef9bd7573df\"";
    let library = with_write(&format!("keys = true\nenabled = true\n{names}\n{removes}\n{ask}"))
        .read()
        .unwrap();
    let step = library.guide(&"small".into()).unwrap().steps[1].clone();
    let [write] = step.writes.as_slice() else { panic!("{:?}", step.writes) };
    assert!(write.keys && write.enabled, "both were asked for");
    assert_eq!(write.names.as_ref().unwrap().form, "https://{}/");
    assert_eq!(write.removes.as_ref().unwrap().fact, "old");
    assert_eq!(write.ask.as_ref().unwrap().typed.as_deref(), Some("yes"));
    for (write, words) in [
        (String::new(), "nothing is written to it"),
        (names.replace("one", "two"), "names step \"two\""),
        (names.replace("one", "cloud"), "no receipt tells anything of the step \"cloud\""),
        (names.replace("{}", ""), "the form of a name holds {} once"),
        (removes.replace("one", "two"), "names step \"two\""),
        (removes.replace("one", "cloud"), "no receipt tells anything of the step \"cloud\""),
        (format!("keys = true\n{}", ask.replace("agree", "name")), "is not a decision"),
        (
            format!("keys = true\n{}", ask.replace("agree", "relink")),
            "decides something else as well",
        ),
        (format!("keys = true\n{}", ask.replace("yes", " yes")), "has no blanks around it"),
        (format!("keys = true\n{}", ask.replace("yes", "")), "has no blanks around it"),
        (
            format!("keys = true\nwhere-held = true\n{same_app}\nenabled = true"),
            "is written where it is held, or none of it",
        ),
    ] {
        let refusal = with_write(&write).refusal();
        assert!(refusal.contains(words), "{write}: {refusal}");
    }
    let together =
        format!("keys = true\nwhere-held = true\n{same_app}\nenabled = true\nwhere-held = true");
    assert!(with_write(&together).read().is_ok(), "both are written where it is held");
    let elsewhere = "app-id = \"00000004-0000-0ff1-ce00-000000000000\"\nkeys = true";
    let on_script = format!(
        "undo = \"U\"\nuses = [\"cloud\", \"tenant\", \"mailbox\", \"relink\"]\n[[steps.writes]]\n{elsewhere}\n"
    );
    let script = Folder::edited(
        "undo = \"U\"\nuses = [\"cloud\", \"tenant\", \"mailbox\", \"relink\"]",
        &on_script,
    );
    assert!(script.refusal().contains("only an upload writes"), "a script runs elsewhere");
}

#[test]
fn a_step_says_what_it_waits_for_and_why() {
    let on_script = |wait: &str| {
        let uses = "uses = [\"cloud\", \"tenant\", \"mailbox\", \"relink\"]\n\n[[steps.expect]]";
        let waits = format!("[[steps.waits]]\n{wait}\n\n[[steps.expect]]");
        Folder::edited(uses, &uses.replace("[[steps.expect]]", &waits))
    };
    let on_upload = |wait: &str| with_write(&format!("keys = true\n[[steps.waits]]\n{wait}"));
    let day = "fact = \"day\"\nallows = [\"linkedAccount\"]\nreason = \"R\"";
    let after = "after = \"one\"\ndays = 1\nreason = \"R\"";
    let others = "until-empty = \"missing\"\nallows = [\"linkedAccount\"]\nreason = \"R\"";
    let library = on_script(others).read().unwrap();
    let step = &library.guide(&"small".into()).unwrap().steps[0];
    assert!(matches!(&step.waits[..], [Wait::Others(one)] if one.until_empty == "missing"));
    let library = on_script(day).read().unwrap();
    let step = &library.guide(&"small".into()).unwrap().steps[0];
    assert!(matches!(&step.waits[..], [Wait::Day(day)] if day.fact == "day"), "{:?}", step.waits);
    let library = on_upload(after).read().unwrap();
    let step = &library.guide(&"small".into()).unwrap().steps[1];
    assert!(matches!(&step.waits[..], [Wait::After(after)] if after.days == 1), "{:?}", step.waits);
    for (folder, words) in [
        (on_script(&day.replace("linkedAccount", "other")), "names expectation \"other\""),
        (on_script(&day.replace("\"linkedAccount\"", "")), "it names the fact and what may differ"),
        (on_script(&day.replace("\"R\"", "\" \"")), "it says why the step waits"),
        (on_script(&format!("{day}\nheading = \"Soon\"")), "holds {date} once"),
        (on_script(&format!("{day}\nannouncement = \"{{date}} {{date}}\"")), "holds {date} once"),
        (on_upload(day), "no receipt names what an upload waits for"),
        (on_script(after), "names earlier step \"one\""),
        (on_upload(&after.replace("one", "two")), "names earlier step \"two\""),
        (on_upload(&after.replace("days = 1", "days = 0")), "it waits for a day or more"),
        (on_script(&format!("{day}\ndays = 1")), "unknown field `days`"),
        (on_script(&others.replace("linkedAccount", "other")), "names expectation \"other\""),
        (
            on_script(&others.replace("\"linkedAccount\"", "")),
            "it names the fact and what may differ",
        ),
        (on_script(&others.replace("missing", "")), "it names the fact and what may differ"),
        (on_script(&others.replace("\"R\"", "\"\"")), "it says why the step waits"),
        (on_upload(others), "no receipt names what an upload waits for"),
    ] {
        let refusal = folder.refusal();
        assert!(refusal.contains(words), "{words}: {refusal}");
    }
}

#[test]
fn a_task_for_a_person_says_what_to_do() {
    let by_hand = Folder::edited("[[steps.expect]]\n", "[[steps.expect]]\nby-hand = true\n");
    let refusal = by_hand.refusal();
    assert!(refusal.contains("is a task for a person"), "{refusal}");
}

#[test]
fn advice_says_what_to_do_and_asks_nothing() {
    let advice = Folder::edited("[[steps.expect]]\n", "[[steps.expect]]\nadvice = true\n");
    let refusal = advice.refusal();
    assert!(refusal.contains("is advice"), "{refusal}");
}

#[test]
fn an_optional_step_is_a_script_of_its_own_after_all_steps_that_count() {
    let step = |kind: &str| format!("kind = \"{kind}\"\nphase = \"only\"");
    let optional = |kind: &str| format!("optional = true\n{}", step(kind));
    let refused = |text: &str| {
        let folder = Folder::new();
        folder.write("small/guide.toml", text);
        folder.read().err().map(|error| error.to_string()).unwrap_or_default()
    };
    let with = |kind: &str| GUIDE.replacen(&step("script"), &optional(kind), 1);
    let more = with("script");
    assert!(refused(&more).contains("the script \"small\" does more"), "{}", refused(&more));
    let alone = more.replacen("role = \"all-in-one\"", "role = \"step\"", 1);
    assert_eq!(refused(&alone), "");
    let answers = with("answers");
    assert!(refused(&answers).contains("only a script is optional"), "{}", refused(&answers));
    let (before, from) = alone.split_once("[[steps]]").unwrap();
    let (own, after) = from.split_once("[[steps.expect]]").unwrap();
    let next = own.replacen("optional = true\n", "", 1).replace("\"one\"", "\"two\"");
    let scripts = after.replacen("steps = [\"one\"]", "steps = [\"one\", \"two\"]", 1);
    let followed = format!("{before}[[steps]]{own}[[steps]]{next}[[steps.expect]]{scripts}");
    let refusal = refused(&followed);
    assert!(refusal.contains("the step \"two\" comes after it"), "{refusal}");
}

#[test]
fn a_command_for_others_holds_nothing_but_mail_domains_in_quotes() {
    let with = |command: &str| {
        let team = format!("{{ text = \"T\", command = \"{command}\" }}");
        let split = format!(
            "split-permissions = {{ directory = [{team}], exchange = [{team}] }}\n\nphases ="
        );
        let mail = "[[answers]]\nid = \"mail\"\nkind = \"smtp-domain\"\nlabel = \"M\"\nhelp = \"H\"\nexample = \"contoso.com\"\n\n[[answers]]\nid = \"tenant\"";
        let text = GUIDE.replacen("phases =", &split, 1);
        let folder = Folder::new();
        folder.write("small/guide.toml", text.replacen("[[answers]]\nid = \"tenant\"", mail, 1));
        folder.read().err().map(|error| error.to_string()).unwrap_or_default()
    };
    let only = "only mail domains go in, between single quotes";
    for refused in ["New-X {{ mail }}", "New-X 'a' {{ mail }}", "New-X '{{ tenant }}'"] {
        assert!(with(refused).contains(only), "{refused}: {}", with(refused));
    }
    assert!(with("New-X '{{ nobody }}'").contains("nobody"));
    assert!(!with("New-X 'a@{{ mail }}' -Y 'b@{{ mail }}'").contains(only));
}

#[test]
fn a_prerequisite_that_is_read_has_a_fact_and_its_rule() {
    let with = |more: &str| {
        let one = format!(
            "prerequisites = [{{ id = \"a\", text = \"T.\", otherwise = \"O.\"{more} }}]\n\nphases ="
        );
        Folder::edited("phases =", &one)
    };
    assert!(with(", fact = \"x\"").refusal().contains("belong together"));
    assert!(with(", unread = \"x\"").refusal().contains("belong together"));
    assert!(with("").read().is_ok());
    assert!(with(", fact = \"x\", rule = { empty = true }").read().is_ok());
}

#[test]
fn a_check_says_whom_it_concerns_or_concerns_everybody() {
    let with = |whom: &str| {
        Folder::edited("text = \"Look.\"", &format!("text = \"Look.\"\nonly-with = \"{whom}\""))
    };
    let guide = with("Skype for Business clients").read().unwrap();
    let guide = guide.guide(&"small".into()).unwrap();
    let mut checks = guide.steps.iter().flat_map(|step| &step.checks);
    let whom = checks.find_map(|check| check.only_with.as_deref());
    assert_eq!(whom, Some("Skype for Business clients"));
    assert!(with(" ").refusal().contains("it says whom it concerns"));
}

#[test]
fn a_decision_that_is_taken_with_a_button_asks_for_no_word() {
    let ask = "ask = { answer = \"relink\", title = \"T\", text = \"T\", keep = \"K\", change = \"C\", difference = \"D\"";
    for before in ["{{ mailbox }}\"\n", "role = \"guarded\"\nuses = [\"tenant\"]\n"] {
        let plain = format!("{before}{ask}");
        let refusal = Folder::edited(&plain, &format!("{plain}, typed = \"yes\"")).refusal();
        assert!(refusal.contains("\"relink\" is decided with a button"), "{before}: {refusal}");
    }
}

#[test]
fn a_change_that_undo_takes_back_is_described_in_full() {
    let with = |entry: &str| {
        let entry = format!(
            "[[steps.reversible]]\naction = \"A\"\nname = \"n\"\n{entry}\n\n[[steps.checks]]"
        );
        Folder::edited("[[steps.checks]]", &entry)
    };
    for taken in [
        "kind = \"created\"",
        "kind = \"enabled\"",
        "kind = \"relinked\"\nformer = \"formerLinkedAccount\"",
    ] {
        assert!(with(taken).read().is_ok(), "{taken}");
    }
    for (refused, words) in [
        ("kind = \"relinked\"", "reversible change \"n\": a former value is named"),
        ("kind = \"created\"\nformer = \"f\"", "reversible change \"n\": a former value is named"),
    ] {
        let refusal = with(refused).refusal();
        assert!(refusal.contains(words), "{refused}: {refusal}");
    }
}

#[test]
fn a_sign_that_a_step_is_done_may_name_answers() {
    let with = |rule: &str| {
        let sign = format!("[[steps.signs]]\nfact = \"f\"\nrule = {rule}\n\n[[steps.checks]]");
        Folder::edited("[[steps.checks]]", &sign)
    };
    assert!(with("{ contains = \"{{ tenant }}\" }").read().is_ok());
    let refusal = with("{ contains = \"{{ tennant }}\" }").refusal();
    assert!(refusal.contains("sign \"f\" names answer \"tennant\""), "{refusal}");
    assert!(with("{ at-least = 2048 }").read().is_ok());
}

#[test]
fn a_guide_that_uploads_nothing_needs_no_application() {
    let line = "applications = [{ app-id = \"7557eb47-c689-4224-abcf-aef9bd7573df\", name = \"A\", purpose = \"P\" }]";
    let library = Folder::edited(line, "").read().unwrap();
    let guide = library.guide(&"small".into()).unwrap();
    assert!(guide.applications.is_empty() && !guide.uploads(), "there is no upload in it");
}

#[test]
fn a_name_given_twice_is_refused() {
    for (from, to, words) in [
        ("id = \"mailbox\"", "id = \"tenant\"", "there are two answers \"tenant\""),
        ("id = \"remove\"", "id = \"small\"", "there are two scripts \"small\""),
        ("value = \"custom\"", "value = \"global\"", "there are two choices \"global\""),
        (
            "phases = [",
            "phases = [{ id = \"only\", title = \"Other\" }, ",
            "there are two phases \"only\"",
        ),
        (
            "[[steps.checks]]",
            "[[steps.checks]]\nid = \"look\"\ntext = \"T\"\nif-not = []\n[[steps.checks]]",
            "there are two checks \"look\"",
        ),
    ] {
        let refusal = Folder::edited(from, to).refusal();
        assert!(refusal.contains(words), "{to}: {refusal}");
    }
}

#[test]
fn what_nothing_uses_is_refused() {
    let phase =
        Folder::edited("phases = [", "phases = [{ id = \"spare\", title = \"S\" }, ").refusal();
    assert_eq!(phase, "small: nothing uses the phase \"spare\"");

    let answer = Folder::edited(
        "id = \"name\"\nkind = \"text\"",
        "id = \"name\"\nkind = \"text\"\nin-scripts = true",
    );
    assert_eq!(answer.refusal(), "small: nothing uses the answer \"name\"");

    let decision = Folder::edited(
        "id = \"name\"\nkind = \"text\"",
        "id = \"name\"\nkind = \"text\"\ndecision = true",
    );
    assert_eq!(decision.refusal(), "small: nothing uses the decision \"name\"");

    let template = Folder::new();
    template.write("small/spare.ps1", "Get-Thing\n");
    assert_eq!(template.refusal(), "small/spare.ps1: no script is made of it");
}

#[test]
fn a_question_may_be_asked_for_several_values_of_another() {
    let several = Folder::edited(
        "only-when = { id = \"cloud\", is = \"custom\" }",
        "only-when = { id = \"cloud\", is = \"custom\", or = [\"global\"] }",
    );
    let library = several.read().unwrap();
    let guide = library.guide(&"small".into()).unwrap();
    let spec = guide.answer(&"login_url".into()).unwrap();
    for cloud in ["global", "custom"] {
        let (answers, _) = Answers::parse(guide, &raw(&[("cloud", cloud)]));
        assert!(answers.asks(spec), "{cloud}");
    }
    let wrong = Folder::edited("is = \"custom\" }", "is = \"custom\", or = [\"other\"] }");
    assert!(wrong.refusal().contains("only-when: Enter one of these values"));
}

#[test]
fn a_value_that_breaks_a_rule_is_refused() {
    for (from, to, words) in [
        ("id = \"small\"", "id = \"large\"", "its id is \"large\", not the folder's name"),
        ("id = \"name\"", "id = \"setup_id\"", "templates have that name already"),
        ("id = \"name\"", "id = \"Name\"", "only small letters, digits and \"_\""),
        ("id = \"name\"", "id = \"_name\"", "begins with a letter"),
        (
            "example = \"anna@contoso.com\"",
            "example = \"anna\"",
            "answer \"mailbox\": its example: A mail address needs an @.",
        ),
        ("default = \"false\"", "default = \"maybe\"", "answer \"relink\": its default"),
        (
            "is = \"custom\"",
            "is = \"other\"",
            "answer \"login_url\": only-when: Enter one of these values",
        ),
        (
            "kind = \"text\"",
            "kind = \"choice\"",
            "an answer has choices when its kind is \"choice\", and only then",
        ),
        ("is = \"custom\"", "is = \" custom\"", "only-when: the answer is written \"custom\""),
        ("https://learn", "http://learn", "is no https address"),
        ("7557eb47", "7557eb4", "isn't an application ID."),
        ("steps = [\"one\"]\n", "", "step \"one\": no script reports on it"),
        ("decision = true", "decision = false", "\"relink\" is not a decision of kind \"flag\""),
        ("role = \"all-in-one\"", "role = \"guarded\"", "a guarded script asks first"),
        ("role = \"guarded\"", "role = \"undo\"", "only a guarded script asks first"),
        ("for {{ mailbox }}", "for {{ mailbox", "fact \"linkedAccount\""),
        (
            "in-scripts = true\n\n[[answers]]\nid = \"relink\"",
            "\n[[answers]]\nid = \"relink\"",
            "the answer \"mailbox\" is not marked in-scripts",
        ),
        ("title = \"A small guide\"", "titel = \"A small guide\"", "small/guide.toml: "),
    ] {
        let refusal = Folder::edited(from, to).refusal();
        assert!(refusal.contains(words), "{to}: {refusal}");
    }
}

#[test]
fn the_id_of_an_application_is_the_same_in_capitals() {
    let library = Folder::edited("7557eb47", "7557EB47").read().unwrap();
    let id = library.guide(&"small".into()).unwrap().applications[0].app_id;
    assert_eq!(id.to_string(), "7557eb47-c689-4224-abcf-aef9bd7573df");
}

#[test]
fn an_upload_needs_an_application() {
    let folder = Folder::edited(
        "applications = [{ app-id = \"7557eb47-c689-4224-abcf-aef9bd7573df\", name = \"A\", purpose = \"P\" }]",
        "applications = []",
    );
    let text = std::fs::read_to_string(folder.0.path().join("small/guide.toml")).unwrap();
    folder.write("small/guide.toml", text.replacen("kind = \"script\"", "kind = \"upload\"", 1));
    assert!(folder.refusal().contains("there is no application to upload to"));
}

#[test]
fn an_answer_with_a_role_is_of_its_kind_and_the_only_one() {
    for (from, to, words) in [
        (
            "id = \"mailbox\"",
            "id = \"mailbox\"\nrole = \"verified-domain\"",
            "answer \"mailbox\": an answer with the role \"verified-domain\" is of the kind \"smtp-domain\"",
        ),
        (
            "id = \"name\"\nkind = \"text\"",
            "id = \"name\"\nkind = \"tenant\"\nrole = \"tenant\"",
            "answer \"name\": the answer \"tenant\" has the role \"tenant\" already",
        ),
        ("role = \"graph-url\"\n", "", "it needs an answer with the role \"graph-url\""),
        ("role = \"login-url\"\n", "", "it needs an answer with the role \"login-url\""),
        ("role = \"tenant\"", "role = \"tenent\"", "unknown variant `tenent`"),
    ] {
        let edited = if to.contains("kind = \"tenant\"") {
            // The example has to be of the new kind.
            let folder = Folder::edited(from, to);
            let path = folder.0.path().join("small/guide.toml");
            let text = std::fs::read_to_string(&path).unwrap();
            folder.write("small/guide.toml", text.replace("\"Contoso\"", "\"contoso.com\""));
            folder
        } else {
            Folder::edited(from, to)
        };
        let refusal = edited.refusal();
        assert!(refusal.contains(words), "{to}: {refusal}");
    }
    let shared = "role = \"metadata-url\"";
    let two = GUIDE.replace("role = \"login-url\"", shared).replace("role = \"graph-url\"", shared);
    let folder = Folder::new();
    folder.write("small/guide.toml", two);
    let library = folder.read().unwrap();
    let guide = library.guide(&"small".into()).unwrap();
    assert_eq!(guide.answers_with(AnswerRole::MetadataUrl).count(), 2, "several may have this one");
}

#[test]
fn the_name_of_a_role_is_the_one_that_guides_have() {
    for guide in Library::built_in().unwrap().guides() {
        for role in guide.answers.iter().filter_map(|spec| spec.role) {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
            assert_eq!(serde_json::to_value(role.kind()).unwrap(), role.kind().name());
        }
    }
}

#[test]
fn an_upload_needs_the_answers_that_lead_to_the_tenant() {
    let upload = |from: &str, to: &str| {
        let folder = with_write("keys = true");
        let text = std::fs::read_to_string(folder.0.path().join("small/guide.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        folder.write("small/guide.toml", text.replace(from, to));
        folder
    };
    assert!(upload("title", "title").read().is_ok(), "it is right before it is changed");
    let uses = "uses = [\"cloud\", \"tenant\", \"login_url\", \"graph_url\"]";
    for (folder, words) in [
        (
            upload("role = \"cloud\"\n", ""),
            "step \"cloud\": it needs an answer with the role \"cloud\", and none has it",
        ),
        (
            upload("role = \"tenant\"\n", ""),
            "step \"cloud\": it needs an answer with the role \"tenant\", and none has it",
        ),
        (upload(uses, ""), "step \"cloud\": an upload uses the answer \"cloud\""),
        (upload(uses, &uses.replace(", \"tenant\"", "")), "an upload uses the answer \"tenant\""),
        (upload(uses, &uses.replace(", \"graph_url\"", "")), "uses the answer \"graph_url\""),
    ] {
        let refusal = folder.refusal();
        assert!(refusal.contains(words), "{words}: {refusal}");
    }
}

#[test]
fn a_step_has_no_name_that_every_receipt_has() {
    for (name, refused) in
        [("shell", true), ("discovery", true), ("discovery-skype", true), ("discoveries", false)]
    {
        let folder = Folder::new();
        folder.write("small/guide.toml", GUIDE.replace("\"one\"", &format!("\"{name}\"")));
        match folder.read() {
            Ok(_) => assert!(!refused, "{name}"),
            Err(error) => {
                let words = "every receipt has a step of that name";
                assert!(refused && error.to_string().contains(words), "{name}: {error}");
            }
        }
    }
}

#[test]
fn only_one_guide_renews_the_certificate_or_has_the_usual_applications() {
    for key in ["renews", "default-applications"] {
        let folder = Folder::new();
        for id in ["a", "b"] {
            let named = format!("id = \"{id}\"\n{key} = true\n");
            folder
                .write(&format!("{id}/guide.toml"), GUIDE.replacen("id = \"small\"\n", &named, 1));
            folder.write(&format!("{id}/main.ps1"), MAIN);
            folder.write(&format!("{id}/remove.ps1"), "Remove-Thing -Name {{ tenant }}\n");
        }
        let refusal = folder.refusal();
        assert_eq!(refusal, format!("b: {key}: the guide \"a\" has it already, and only one can"));
    }
}

#[test]
fn a_step_runs_in_one_kind_of_window_and_its_guide_knows_which() {
    let library = Library::built_in().unwrap();
    let at = |guide: &str, step: &str| {
        let guide = library.guide(&guide.into()).unwrap();
        let (_, step) = guide.step(&step.into()).unwrap();
        (guide.shell_of(step), guide.needs_internet(step))
    };
    assert_eq!(at("teams", "account"), (Some(Shell::Exchange), false));
    assert_eq!(at("teams", "upload"), (None, true));
    assert_eq!(at("teams", "organisation"), (None, false));
    assert_eq!(at("skype-server", "token-issuer"), (Some(Shell::Skype), false));
    assert_eq!(at("exchange-oauth", "connector-online"), (Some(Shell::ExchangeOnline), true));
    assert_eq!(at("exchange-oauth", "auth-servers"), (Some(Shell::Exchange), true));

    let assert_shell = |shell: &str| format!("    Assert-Shell '{shell}' 'Get-Thing'\n");
    let folder = Folder::edited(
        "template = \"remove.ps1\"\ntitle = \"Remove\"\nrole = \"guarded\"\n",
        "template = \"remove.ps1\"\ntitle = \"Remove\"\nrole = \"guarded\"\nsteps = [\"one\"]\n",
    );
    assert!(folder.read().is_ok(), "both are for the Exchange Management Shell");
    folder.write("small/remove.ps1", assert_shell("Exchange Online PowerShell"));
    let refusal = folder.refusal();
    assert!(
        refusal.contains(
            "step \"one\": the script \"small\" is for the Exchange Management Shell, and \"remove\" for a PowerShell window connected to Exchange Online"
        ),
        "{refusal}"
    );
    let internet = Folder::edited("minutes = 1", "minutes = 1\ninternet = true");
    let library = internet.read().unwrap();
    let guide = library.guide(&"small".into()).unwrap();
    assert!(guide.needs_internet(&guide.steps[0]));
    let upload = with_write("keys = true");
    let text = std::fs::read_to_string(upload.0.path().join("small/guide.toml")).unwrap();
    let said = "kind = \"upload\"\ninternet = true";
    upload.write("small/guide.toml", text.replace("kind = \"upload\"", said));
    assert!(upload.refusal().contains("only of a script it is said"));
}

#[test]
fn a_template_that_cannot_be_rendered_is_refused() {
    for (template, words) in [
        ("{{ nobody }}", "template \"small/main.ps1\" names value \"nobody\""),
        (
            "{% include \"none.ps1\" %}",
            "template \"small/main.ps1\" names template \"small/none.ps1\"",
        ),
        ("{% if relink %}{% set x = 1 %}{% endif %}{{ x }}", "script \"small\": "),
        ("{{ tenant | safe }}", "script \"small\": "),
        ("{{ tenant.other }}", "script \"small\": "),
        ("{{ {\"a\": 1}[mailbox] }}", "script \"small\": "),
        ("{% if %}", "small/main.ps1: "),
        ("Write-Output '\u{2019}'", "a template is ASCII"),
    ] {
        let folder = Folder::new();
        folder.write("small/main.ps1", format!("{template}{{% include \"shared/opening.ps1\" %}}"));
        let refusal = folder.refusal();
        assert!(refusal.contains(words), "{template}: {refusal}");
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none");
    assert!(
        matches!(Library::read(&missing), Err(GuideError::Unreadable { path, .. }) if path == missing)
    );

    let empty = Folder::new();
    std::fs::create_dir(empty.0.path().join("other")).unwrap();
    assert!(empty.read().is_ok(), "an empty folder holds no guide");
    empty.write("other/notes.txt", "x");
    assert_eq!(empty.refusal(), "other/guide.toml: it is missing");

    let binary = Folder::new();
    binary.write("small/main.ps1", [0xff, 0xfe, 0x00]);
    assert_eq!(binary.refusal(), "small/main.ps1: it is not UTF-8");

    let explain = Folder::new();
    explain.write("shared/explain.toml", "explain = 3");
    assert!(explain.refusal().starts_with("shared/explain.toml: "));
}

#[test]
fn guides_are_offered_in_the_order_that_they_say_and_then_by_id() {
    let folder = Folder::new();
    for (id, order) in [("a", ""), ("b", "order = 20"), ("c", "order = 3"), ("z", "")] {
        let named = format!("id = \"{id}\"\n{order}\n");
        folder.write(&format!("{id}/guide.toml"), GUIDE.replacen("id = \"small\"\n", &named, 1));
        folder.write(&format!("{id}/main.ps1"), MAIN);
        folder.write(&format!("{id}/remove.ps1"), "Remove-Thing -Name {{ tenant }}\n");
    }
    let library = folder.read().unwrap();
    let ids: Vec<&str> = library.guides().map(|guide| guide.id.as_str()).collect();
    assert_eq!(ids, ["c", "b", "a", "small", "z"]);
}

#[test]
fn a_folder_without_guides_is_an_empty_library() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Library::read(Path::new(folder.path())).unwrap().guides().count(), 0);
}

#[test]
fn answers_are_kept_in_the_one_way_in_which_they_are_written() {
    let answers = answers(&[
        ("tenant", " Contoso.COM\r\n"),
        ("mailbox", ""),
        ("relink", "yes"),
        ("name", "O'Brien"),
    ]);
    assert_eq!(answers.text("tenant"), Some("contoso.com"));
    assert_eq!(answers.text("cloud"), Some("global"), "the default");
    assert_eq!(answers.text("mailbox"), None, "empty text is no answer");
    assert_eq!(answers.text("nobody"), None);
    assert!(answers.flag("relink"));
    assert!(!answers.flag("tenant"), "only a yes-or-no question has a flag");
    assert_eq!(
        answers.raw(),
        raw(&[("tenant", "contoso.com"), ("relink", "true"), ("name", "O'Brien")])
    );
    assert_eq!(
        Answers::parse(&small(), &answers.raw()).0,
        answers,
        "what is kept reads back equal"
    );
}

#[test]
fn what_is_wrong_with_an_answer_is_reported_with_the_example_of_its_question() {
    let (answers, problems) =
        Answers::parse(&small(), &raw(&[("tenant", "con toso"), ("other", "x"), ("name", "a\nb")]));
    let reported: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.answer.as_str(), problem.message.as_str()))
        .collect();
    assert_eq!(
        reported,
        [
            (
                "tenant",
                "Enter a tenant ID or a domain. A domain can't contain spaces. Example: contoso.com"
            ),
            (
                "name",
                "The value contains an invisible character (U+000A). Type the value instead of pasting it. Example: Contoso"
            ),
            ("other", "This guide has no question with that name."),
        ]
    );
    assert_eq!(answers.text("tenant"), None);
}

#[test]
fn a_question_that_is_not_asked_has_no_answer_and_is_not_missing() {
    let needed = ["mailbox", "login_url", "relink", "cloud", "tenant"].map(AnswerId::from);
    let global = answers(&[("login_url", "https://login.example/")]);
    assert_eq!(global.text("login_url"), None);
    assert_eq!(global.missing(&small(), &needed), [AnswerId::from("tenant")]);

    let (_, problems) = Answers::parse(&small(), &raw(&[("login_url", "nonsense")]));
    assert_eq!(problems, [], "what is not asked is not judged");

    let custom = answers(&[("cloud", "custom")]);
    assert_eq!(custom.missing(&small(), &needed), ["tenant", "login_url"].map(AnswerId::from));
    assert_eq!(custom.missing(&small(), &[]), []);
    let complete = answers(&[
        ("cloud", "custom"),
        ("login_url", "https://login.example"),
        ("tenant", "contoso.com"),
    ]);
    assert_eq!(complete.missing(&small(), &needed), []);
}

#[test]
fn the_fingerprint_follows_what_stands_in_scripts_and_nothing_else() {
    let print = |values: &[(&str, &str)]| answers(values).fingerprint(&small());
    let plain = print(&[("tenant", "contoso.com")]);
    assert_eq!(plain.len(), 12);
    assert!(plain.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
    // printf 'cloud=global\ntenant=contoso.com\n' | sha256sum
    assert_eq!(plain, "bcee30d4eb7a");
    assert_eq!(print(&[("tenant", "CONTOSO.com ")]), plain, "another way of writing the same");
    assert_eq!(print(&[("tenant", "contoso.com"), ("name", "Contoso")]), plain, "not in scripts");
    assert_eq!(
        print(&[("tenant", "contoso.com"), ("relink", "no"), ("mailbox", " ")]),
        plain,
        "no answer"
    );
    assert_ne!(print(&[("tenant", "fabrikam.com")]), plain);
    assert_ne!(print(&[("tenant", "contoso.com"), ("relink", "yes")]), plain);
    assert_ne!(print(&[("tenant", "contoso.com"), ("mailbox", "anna@contoso.com")]), plain);
}

const TIMELINE: &str = r#"
[[events]]
id = "off"
date = "2027-04-01"
says = "It is off."
source = { title = "A post", url = "https://example.com/post" }
grade = "one-source"

[[requirements]]
id = "feature"
says = "It needs this build."
builds = [{ product = "Server SE", build = "15.2.2562.17" }]
source = { title = "A page", url = "https://example.com/page" }
grade = "documented"
"#;

/// The small guide with a timeline, after an edit.
fn dated(from: &str, to: &str) -> Folder {
    let folder = Folder::edited(from, to);
    folder.write("timeline.toml", TIMELINE);
    folder
}

#[test]
fn a_guide_names_entries_of_the_timeline_and_repeats_nothing_of_them() {
    let library = dated("why = \"W\"", "why = \"Until {date:off}; {builds:feature}.\"").read();
    let why = library.unwrap().guide(&"small".into()).unwrap().steps[0].why.clone();
    assert_eq!(why, "Until 1 April 2027; Server SE 15.2.2562.17.");
    let rule = "rule = { item = { name = \"{{ tenant }}\", on = true } }";
    let why = |words: &str| format!("why = \"{words}\"");
    for (folder, words) in [
        (dated("why = \"W\"", &why("{date:on}")), "names \"on\", which is not in timeline.toml"),
        (dated("why = \"W\"", &why("{builds:off}")), "names \"off\", which is not"),
        (Folder::edited("why = \"W\"", &why("{date:off}")), "names \"off\", which is not"),
        (
            dated("why = \"W\"", "why = \"W\"\ntimeline = [\"feature\"]"),
            "names entry of the timeline \"feature\"",
        ),
        (dated(rule, &format!("{rule}\nfrom = \"on\"")), "names entry of the timeline \"on\""),
        (dated(rule, &format!("{rule}\nuntil = \"on\"")), "names entry of the timeline \"on\""),
        (dated(rule, "rule = { builds = { of = \"off\" } }"), "names builds \"off\""),
    ] {
        let refusal = folder.refusal();
        assert!(refusal.contains(words), "{words}: {refusal}");
    }
    let broken = Folder::new();
    broken.write("timeline.toml", TIMELINE.replace("one-source", "hearsay"));
    assert!(broken.refusal().contains("timeline.toml: "));
}

#[test]
fn a_question_is_asked_on_a_page_that_is_there() {
    let found = |page: &str| {
        let to = format!(
            "optional = true\nfound = [{{ step = \"one\", page = \"{page}\", fact = \"f\", source = \"S\" }}]\nin-scripts = true\n\n[[answers]]\nid = \"relink\""
        );
        Folder::edited("optional = true\nin-scripts = true\n\n[[answers]]\nid = \"relink\"", &to)
    };
    assert!(found("one").read().is_ok());
    assert!(found("two").refusal().contains("names step \"two\""));
}

/// Tables whose keys are names of Exchange's properties, and so of any spelling.
const FREE: [&str; 6] = ["explain", "with", "has", "item", "is", "lacks"];

/// The keys of a guide, one for each level, as the way to a table that has it.
fn keys(
    value: &toml::Value,
    way: &[String],
    level: &str,
    found: &mut BTreeMap<String, Vec<String>>,
) {
    let on = |step: &str| [way, &[step.to_owned()]].concat();
    match value {
        toml::Value::Table(entries) => {
            let free = FREE.iter().any(|name| level.ends_with(&format!("/{name}")));
            for (key, entry) in entries {
                let level = format!("{level}/{}", if free { "*" } else { key });
                if !free {
                    found.entry(level.clone()).or_insert_with(|| on(key));
                }
                keys(entry, &on(key), &level, found);
            }
        }
        toml::Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                keys(entry, &on(&index.to_string()), level, found);
            }
        }
        _ => {}
    }
}

fn misspelled(guide: &toml::Value, way: &[String]) -> toml::Value {
    let mut wrong = guide.clone();
    let (key, table) = way.split_last().unwrap();
    let mut at = &mut wrong;
    for step in table {
        at = match at {
            toml::Value::Array(entries) => &mut entries[step.parse::<usize>().unwrap()],
            other => &mut other[step.as_str()],
        };
    }
    let table = at.as_table_mut().unwrap();
    let entry = table.remove(key).unwrap();
    table.insert(format!("{key}-x"), entry);
    wrong
}

#[test]
fn a_misspelled_key_is_refused_at_each_level_by_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("guides");
    let shared = std::fs::read_to_string(folder.join(shared_answers::FILE)).unwrap();
    let shared = shared_answers::SharedAnswers::read(&shared).unwrap();
    let mut levels = BTreeMap::new();
    for guide in Library::built_in().unwrap().guides() {
        let path = folder.join(guide.id.as_str()).join("guide.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let guide = toml::Value::Table(shared.fill(&text).unwrap().expect("it has shared answers"));
        let mut found = BTreeMap::new();
        keys(&guide, &[], "", &mut found);
        for (level, way) in found {
            let refusal = Guide::deserialize(misspelled(&guide, &way)).map(|_| ());
            let refusal = refusal.expect_err(&level).to_string();
            let name = format!("unknown field `{}-x`", way.last().unwrap());
            let kind = format!("unknown variant `{}-x`", way.last().unwrap());
            assert!(refusal.contains(&name) || refusal.contains(&kind), "{level}: {refusal}");
            levels.insert(level, way);
        }
    }
    for level in [
        "/article/url",
        "/phases/id",
        "/applications/purpose",
        "/answers/only-when/is",
        "/answers/choices/label",
        "/answers/found/source",
        "/steps/differences/trouble",
        "/steps/checks/if-not",
        "/steps/waits/allows",
        "/steps/writes/keys",
        "/steps/reversible/kind",
        "/steps/signs/rule",
        "/steps/expect/ask/keep",
        "/steps/expect/rule/own/kind",
        "/steps/expect/symptoms/means",
        "/explain",
        "/scripts/explain",
        "/steps/writes/ask/typed",
    ] {
        assert!(levels.contains_key(level), "no guide has {level}, so nothing was tried there");
    }
}

#[test]
fn what_a_file_misspells_is_refused_with_its_line() {
    for (from, to, name) in [
        ("url = \"https", "adress = \"https", "`adress`"),
        ("title = \"Only\"", "titel = \"Only\"", "`titel`"),
        ("purpose = \"P\"", "propose = \"P\"", "`propose`"),
        ("label = \"Global\"", "lable = \"Global\"", "`lable`"),
        ("if-not =", "ifnot =", "`ifnot`"),
        ("keep = \"K\"", "keeps = \"K\"", "`keeps`"),
    ] {
        let refusal = Folder::edited(from, to).refusal();
        assert!(refusal.starts_with("small/guide.toml: TOML parse error at line "), "{refusal}");
        assert!(refusal.contains(&format!("unknown field {name}")), "{refusal}");
    }
}

#[test]
fn the_answer_for_the_cloud_has_the_clouds_of_the_table() {
    let choices = "choices = [{ value = \"global\", label = \"Global\" }, { value = \"custom\", label = \"Other\" }]\n";
    let own = |to: &str| Folder::edited(choices, to).read();
    let library = own("calendar-notes = { not-supported = \"Not there.\" }\n").unwrap();
    let spec = library.guide(&"small".into()).unwrap().answer(&"cloud".into()).unwrap();
    let note = |id: &str| {
        let choice = spec.choices.iter().find(|choice| choice.value == id).unwrap();
        choice.note.as_deref()
    };
    assert_eq!((note("global"), note("dod"), note("custom")), (None, Some("Not there."), None));
    assert_eq!(spec.choices.len(), crate::clouds::Cloud::all().count() + 1);
    let refusal = own(&format!("{choices}calendar-notes = {{ not-supported = \"x\" }}\n"));
    assert!(refusal.err().unwrap().to_string().contains("only the clouds of clouds.toml have"));
    assert!(own("calendar-notes = { unsupported = \"x\" }\n").is_err());
}

#[test]
fn a_question_is_asked_in_every_cloud_that_publishes_no_such_value() {
    let when = |to: &str| {
        let choices = GUIDE.find("choices = [{ value = \"global\"").expect("choices");
        let end = choices + GUIDE[choices..].find('\n').expect("an end");
        let guide = GUIDE.replacen(&GUIDE[choices..=end], "", 1);
        let folder = Folder::new();
        let from = "only-when = { id = \"cloud\", is = \"custom\" }";
        let to = format!("only-when = {{ id = \"cloud\", {to} }}");
        folder.write("small/guide.toml", guide.replacen(from, &to, 1));
        folder
    };
    let library = when("unpublished = \"acs_metadata\", except = [\"bleu\"]").read().unwrap();
    let spec = library.guide(&"small".into()).unwrap().answer(&"login_url".into()).unwrap();
    let condition = spec.only_when.as_ref().unwrap();
    for (cloud, asked) in [("global", false), ("china", true), ("bleu", false), ("custom", true)] {
        assert_eq!(condition.holds(cloud), asked, "{cloud}");
    }
    for (to, words) in [
        ("unpublished = \"acs-metadata\"", "names value of the cloud \"acs-metadata\""),
        ("is = \"dod\", unpublished = \"acs_metadata\"", "not both"),
        ("or = [\"dod\"]", "only-when needs \"is\" or \"unpublished\""),
    ] {
        let refusal = when(to).refusal();
        assert!(refusal.contains(words), "{to}: {refusal}");
    }
}

#[test]
fn a_template_has_the_values_of_the_cloud_only_where_it_counts_in_the_fingerprint() {
    let folder = Folder::new();
    let main = MAIN.replace(
        "{{ { \"global\": \"https://a\", \"custom\": \"https://b\" }[cloud] }}",
        "{{ of_cloud.ews_url or mailbox }}",
    );
    assert_ne!(main, MAIN);
    folder.write("small/main.ps1", &main);
    assert!(folder.read().is_ok(), "{:?}", folder.read().err());
    folder.write("small/main.ps1", main.replace("ews_url", "ews_uri"));
    assert!(folder.refusal().contains("script \"small\": "), "a value that no cloud has");
    folder.write("small/main.ps1", &main);
    folder.write("small/guide.toml", GUIDE.replacen("role = \"cloud\"\n", "", 1));
    assert!(folder.refusal().contains("it needs an answer with the role \"cloud\""));
}

#[test]
fn a_guide_takes_a_shared_question_and_has_only_what_differs() {
    let own = "id = \"mailbox\"\nkind = \"smtp-address\"";
    let start = GUIDE.find(own).expect("the question");
    let length = GUIDE[start..].find("\n\n").expect("its end");
    let entry = &GUIDE[start..start + length];
    let with = |shared: &str, guide: &str| {
        let folder = Folder::new();
        folder.write("shared/answers.toml", format!("[[answers]]\n{shared}\n"));
        folder.write("small/guide.toml", GUIDE.replacen(entry, guide, 1));
        folder
    };
    let library = with(entry, "shared = \"mailbox\"\nhelp = \"Own words.\"").read().unwrap();
    let taken = library.guide(&"small".into()).unwrap();
    let guide = small();
    let plain = guide.answer(&"mailbox".into()).unwrap();
    let spec = taken.answer(&"mailbox".into()).unwrap();
    assert_eq!(
        (spec.help.as_str(), &spec.label, spec.kind),
        ("Own words.", &plain.label, plain.kind)
    );
    let ids = |guide: &Guide| guide.answers.iter().map(|spec| spec.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(taken), ids(&guide), "in the guide's order");

    let same = format!("shared = \"mailbox\"\nlabel = \"{}\"", plain.label);
    for (shared, taken, words) in [
        (
            entry,
            "shared = \"box\"",
            "small/guide.toml: answer \"box\" is not in shared/answers.toml",
        ),
        (entry, "shared = \"mailbox\"\nid = \"box\"", "answer \"mailbox\" has its id from"),
        (entry, same.as_str(), "answer \"mailbox\": label is the same in shared/answers.toml"),
        (entry, "shared = \"mailbox\"\nhelp-text = \"x\"", "unknown field `help-text`"),
        (entry.replace("kind", "kin").as_str(), "shared = \"mailbox\"", "shared/answers.toml: "),
        (
            format!("{entry}\n[[answers]]\n{entry}").as_str(),
            "shared = \"mailbox\"",
            "shared/answers.toml: there are two answers \"mailbox\"",
        ),
    ] {
        let refusal = with(shared, taken).refusal();
        assert!(refusal.contains(words), "{taken}: {refusal}");
    }
}

/// The small guide with a verification that compares certificates, and a complaint of this cause.
fn with_cause(cause: &str, compares: bool) -> Folder {
    let folder = Folder::new();
    let verification = format!(
        "\n[[steps]]\nid = \"verify\"\nkind = \"verify\"\nphase = \"only\"\ntitle = \"V\"\nwhy = \"W\"\nplace = \"P\"\nrights = []\nminutes = 1\nsection = 1\nexpectation = \"E\"\nundo = \"U\"\n\n[steps.applications]\ncompares-certificates = {compares}\nenvironment = \"\"\nblocked-since = \"D\"\n"
    );
    let complaint = format!(
        "\n[[complaints]]\nid = \"seen\"\ntitle = \"T\"\notherwise = \"O\"\ncauses = [{cause}]\n"
    );
    folder.write("small/guide.toml", format!("{GUIDE}{verification}{complaint}"));
    folder
}

#[test]
fn a_cause_in_the_tenant_is_something_that_the_verification_reads() {
    let application = "{ application = \"7557eb47-c689-4224-abcf-aef9bd7573df\" }";
    for cause in [application, "{ hybrid = \"consent-missing\" }"] {
        with_cause(cause, true).read().unwrap();
    }
    for (cause, compares, words) in [
        (application, false, "no step compares the certificates of applications"),
        (
            "{ application = \"00000004-0000-0ff1-ce00-000000000000\" }",
            true,
            "application \"00000004-0000-0ff1-ce00-000000000000\"",
        ),
        ("{ hybrid = \"ok\", probe = \"ews-ok\" }", true, "a cause has a step and a label, or one"),
        ("{ label = \"Linked account\" }", true, "a cause has a step and a label, or one"),
    ] {
        let refusal = with_cause(cause, compares).refusal();
        assert!(refusal.contains(words), "{cause}: {refusal}");
    }
}

#[test]
fn certificates_are_compared_only_where_there_is_an_application() {
    let folder = with_cause("{ hybrid = \"consent-missing\" }", true);
    let text = std::fs::read_to_string(folder.0.path().join("small/guide.toml")).unwrap();
    let line = "applications = [{ app-id = \"7557eb47-c689-4224-abcf-aef9bd7573df\", name = \"A\", purpose = \"P\" }]";
    folder.write("small/guide.toml", text.replacen(line, "applications = []", 1));
    assert!(folder.refusal().contains("there is no application to read"), "{}", folder.refusal());
}
