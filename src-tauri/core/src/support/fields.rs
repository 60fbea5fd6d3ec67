//! A setup as it may be shown: every field is ours to show as it is, ours with names in it, or from
//! outside. A field that this table does not know is from outside: what is added to setups later is
//! left out until somebody decides otherwise.

use super::personal::{PersonalKind, PersonalNames, is_plain};
use super::scrub::Scrubber;
use crate::guide::answer::AnswerKind;
use crate::guide::{AnswerId, Answers, Guide};
use crate::setup::{JournalEntry, OPERATOR, Setup};
use jiff::Timestamp;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a field holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Field {
    /// A word from a list of ours, an id or a date. Anything else in its place is from outside.
    Plain,
    /// A sentence of ours that may name somebody.
    Words,
    /// The journal's sentences, some of which end in words of the operator's.
    Journal,
    /// A certificate, or what names its owner.
    LeftOut,
    /// Anything.
    Outside,
}

fn field(name: &str) -> Field {
    match name {
        "version" | "id" | "guide" | "created" | "changed" | "state" | "witness" | "verdict"
        | "outcome" | "fate" | "code" | "use" | "work" | "step" | "page" | "script" | "kind"
        | "kept" | "answer" | "standing" | "fingerprint" | "appId" | "keyId" | "thumbprint"
        | "thumbprints" | "reported" | "certificateEnd" | "notBefore" | "notAfter" | "takenAt"
        | "readAt" | "receiptStarted" | "started" | "ended" | "since" | "at" | "likelyDone"
        | "ticks" | "type" | "usage" | "build" | "powershell" | "help" | "looksLike" | "form"
        | "carried" => Field::Plain,
        "title" | "message" | "next" | "detail" | "label" | "expected" | "otherwise"
        | "warnings" => Field::Words,
        "what" => Field::Journal,
        "der" | "key" | "subject" | "issuer" | "serial" | "thumbprintSha256" => Field::LeftOut,
        _ => Field::Outside,
    }
}

/// What a plain field may hold: words with hyphens, ids, hex digits, dates, versions.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:[a-z0-9]+(?:[-_][a-z0-9]+)*|[0-9A-F]{40}|(?:Version )?\d+(?:\.\d+)*(?: \(Build \d+(?:\.\d+)*\))?|AsymmetricX509Cert|Symmetric|Verify|Sign|https://learn\.microsoft\.com/[a-z0-9/_.-]*)$",
    )
});

/// Sentences that end in somebody's own words, in journals of version 3 or older, and the part of them
/// that is ours.
static OWN_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r#"(?s)^(Chose the file ).*( with the certificate [0-9A-F]{40}\.)$|^(Checked ".*?" in person: ).*$|^(Left out ".*?": ).*$|^((?:Marked as done|Skipped): ".*?"\. Note: ).*$|^(.*It ended before the first step: ).*$|^(.*?(?:Made|Planned) \d+ changes?: ).*$"#,
    )
});

/// A line of the journal without what somebody wrote himself.
fn without_own_words(text: &str) -> Cow<'_, str> {
    OWN_WORDS.replace(text, "$1$3$4$5$6$7(left out)$2")
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("BUG: the pattern is part of this program, and a test compiles it")
}

/// Learns every name in a setup.
pub(super) fn learn(setup: &Setup, guide: Option<&Guide>, names: &mut PersonalNames) {
    let saved = saved(setup, guide);
    if let Some(Value::Object(answers)) = saved.get("answers") {
        for (id, value) in answers {
            if let Some(text) = value.as_str()
                && !is_public_answer(guide, id, text)
            {
                learn_answer(names, guide, id, text);
            }
        }
    }
    learn_in(&saved, "", false, names);
}

fn learn_answer(names: &mut PersonalNames, guide: Option<&Guide>, id: &str, text: &str) {
    let kind = guide.and_then(|guide| guide.answer(&AnswerId::from(id))).map(|spec| spec.kind);
    let kind = match kind {
        Some(AnswerKind::Tenant) => PersonalKind::Tenant,
        Some(AnswerKind::SmtpDomain) => PersonalKind::Domain,
        Some(AnswerKind::Fqdn) => PersonalKind::Computer,
        Some(AnswerKind::SmtpAddress | AnswerKind::SipUri) => PersonalKind::Person,
        Some(AnswerKind::Url) => PersonalKind::Address,
        _ => PersonalKind::of(id, text),
    };
    let is_name = kind == PersonalKind::Tenant || !is_plain(text);
    if is_name && !text.trim().is_empty() {
        names.learn(kind, text);
    }
}

/// Whether an answer is one of ours: a choice, a yes, an application's id.
fn is_public_answer(guide: Option<&Guide>, id: &str, text: &str) -> bool {
    let Some(spec) = guide.and_then(|guide| guide.answer(&AnswerId::from(id))) else {
        return false;
    };
    match spec.kind {
        AnswerKind::Choice => spec.choices.iter().any(|choice| choice.value == text.trim()),
        AnswerKind::Flag => matches!(text.trim(), "true" | "false"),
        AnswerKind::Uuid | AnswerKind::Thumbprint => is_plain(text),
        _ => false,
    }
}

/// Fields from outside that are sentences: shown as placeholders, but no names.
const IN_WORDS: &[&str] = &[
    "found",
    "target",
    "action",
    "fact",
    "source",
    "notes",
    "unread",
    "words",
    "remedy",
    "command",
    "limitations",
    "challenge",
    "why",
];

/// Inside of `facts`, field names are a receipt's and mean nothing here.
fn learn_in(value: &Value, name: &str, in_facts: bool, names: &mut PersonalNames) {
    let in_facts = in_facts || name == "facts";
    match value {
        Value::String(text) => match field(name) {
            Field::LeftOut if !in_facts && name != "subject" && name != "issuer" => {}
            Field::Plain if !in_facts && PLAIN.is_match(text) => {}
            Field::Words | Field::Journal if !in_facts => {}
            // Made of what is learnt elsewhere, in words of ours that are not to be learnt.
            Field::Outside if !in_facts && IN_WORDS.contains(&name) => {}
            _ if name == "who" && !in_facts => {
                for (kind, part) in people(text) {
                    names.learn_unknown(kind, part);
                }
            }
            _ if is_id_of_a_thing(name) => drop(names.learn(PersonalKind::of(name, text), text)),
            _ => names.learn_unknown(name, text),
        },
        Value::Array(values) => {
            for value in values {
                learn_in(value, name, in_facts, names);
            }
        }
        // The answers were learnt by what their questions say.
        Value::Object(_) if name == "answers" => {}
        Value::Object(fields) => {
            for (inner, value) in fields {
                // `tenant: { id }`, and the words a script ended with.
                let inner = if name == "tenant" && inner == "id" { "tenantId" } else { inner };
                learn_in(value, inner, in_facts, names);
            }
            if let (true, Some(text)) =
                (is_scripts_problem(fields), fields.get("message").and_then(Value::as_str))
            {
                names.learn_unknown("message", text);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An id by which a tenant or an object in it is known: a GUID, and still a name.
fn is_id_of_a_thing(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["tenant", "realm", "objectid"].iter().any(|part| name.contains(part))
}

/// The parts of who did something, each with the field that it is like: an account, a computer, or
/// `CONTOSO\admin on EX01`.
fn people(who: &str) -> Vec<(&'static str, &str)> {
    match who.rsplit_once(" on ") {
        Some((account, computer)) => vec![("account", account), ("computer", computer)],
        None if who.contains(['@', '\\']) => vec![("account", who)],
        None => vec![("computer", who)],
    }
}

/// A script's problem has no help; its message is in the words of the server it ran on.
fn is_scripts_problem(fields: &Map<String, Value>) -> bool {
    ["code", "title", "message"].iter().all(|name| fields.contains_key(*name))
        && !fields.contains_key("help")
}

/// The setup without names.
pub(super) fn of(setup: &Setup, guide: Option<&Guide>, scrubber: &mut Scrubber) -> Value {
    let mut shown = shown(saved(setup, guide), "", false, scrubber);
    if let Some(Value::Object(answers)) = shown.get_mut("answers") {
        for (id, raw) in setup.raw_answers() {
            if is_public_answer(guide, id.as_str(), raw) {
                answers.insert(id.as_str().to_owned(), Value::from(raw.trim()));
            }
        }
    }
    shown
}

/// The setup as it is saved, with the journal in words.
fn saved(setup: &Setup, guide: Option<&Guide>) -> Value {
    let json = |value: Result<Value, serde_json::Error>| {
        value.expect("BUG: a setup holds nothing that JSON cannot")
    };
    let mut saved = json(serde_json::to_value(setup));
    let in_words = |entry: &JournalEntry| {
        let what = match guide {
            Some(guide) => {
                let (answers, _) = Answers::parse(guide, setup.raw_answers());
                Value::from(entry.event.words(guide, &answers).without_own_words())
            }
            // No guide, no titles. What kind of event it was is no secret.
            None => json(serde_json::to_value(&entry.event))["kind"].take(),
        };
        json!({ "at": entry.at, "who": entry.who, "what": what })
    };
    saved["journal"] = setup.journal().iter().map(in_words).collect();
    saved
}

pub(super) fn shown(value: Value, name: &str, in_facts: bool, scrubber: &mut Scrubber) -> Value {
    let in_facts = in_facts || matches!(name, "facts" | "answers");
    match value {
        Value::String(text) => shown_text(&text, name, in_facts, scrubber),
        Value::Array(values) => Value::Array(
            values.into_iter().map(|value| shown(value, name, in_facts, scrubber)).collect(),
        ),
        Value::Object(fields) => {
            let of_script = is_scripts_problem(&fields);
            let mut out = Map::new();
            for (inner, value) in fields {
                let treated = match inner.as_str() {
                    "id" if name == "tenant" => "tenantId",
                    "message" if of_script => "words of the script",
                    other => other,
                };
                let value = shown(value, treated, in_facts, scrubber);
                out.insert(shown_name(&inner, in_facts && name != "answers", scrubber), value);
            }
            Value::Object(out)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// The name of a field. A receipt may name facts as it likes: those that no script of ours writes are
/// from outside.
fn shown_name(name: &str, in_facts: bool, scrubber: &mut Scrubber) -> String {
    let is_word = name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_word && (!in_facts || scrubber.names_facts(name)) {
        name.to_owned()
    } else {
        scrubber.placeholder(PersonalKind::Text, name)
    }
}

fn shown_text(text: &str, name: &str, in_facts: bool, scrubber: &mut Scrubber) -> Value {
    let outside = |scrubber: &mut Scrubber| {
        let plain = is_plain(text) && !is_id_of_a_thing(name) && !scrubber.knows(text);
        if plain {
            Value::from(text)
        } else {
            Value::from(scrubber.placeholder(PersonalKind::of(name, text), text))
        }
    };
    if in_facts {
        return outside(scrubber);
    }
    match field(name) {
        Field::Plain if name == "code" && scrubber.knows(text) => outside(scrubber),
        Field::Plain if PLAIN.is_match(text) || text.parse::<Timestamp>().is_ok() => {
            Value::from(text)
        }
        Field::Words => Value::from(scrubber.scrub(text)),
        Field::Journal => Value::from(scrubber.scrub(&without_own_words(text))),
        Field::LeftOut => Value::from("(left out)"),
        Field::Outside if name == "who" && matches!(text, OPERATOR | "Crosstrust") => {
            Value::from(text)
        }
        Field::Outside if name == "who" => {
            let parts = people(text).into_iter();
            let shown = parts
                .map(|(field, part)| scrubber.placeholder(PersonalKind::of(field, part), part));
            Value::from(shown.collect::<Vec<_>>().join(" on "))
        }
        // A plan's action is a word of ours, a script's is a sentence of its own.
        Field::Outside
            if name == "action" && matches!(text, "write" | "nothing" | "create" | "cannot") =>
        {
            Value::from(text)
        }
        Field::Plain | Field::Outside => outside(scrubber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_himself_is_left_out_of_lines_of_every_version() {
        for (line, expected) in [
            (
                "Marked as done: \"Role\". Note: Frau W. said \"Role\". Note: yes\nMade 2 changes: x",
                "Marked as done: \"Role\". Note: (left out)",
            ),
            ("Skipped: \"Role\". Note: Frau W.", "Skipped: \"Role\". Note: (left out)"),
            ("Marked as done: \"Role\".", "Marked as done: \"Role\"."),
            ("Skipped: \"Role\".", "Skipped: \"Role\"."),
            ("Confirmed by user: Open the calendar.", "Confirmed by user: Open the calendar."),
            ("Checked \"Role\" in person: Frau W.", "Checked \"Role\" in person: (left out)"),
            ("Checked \"Role\" in person.", "Checked \"Role\" in person."),
            ("Left out \"Role\": Frau W.", "Left out \"Role\": (left out)"),
            ("Saw with own eyes: Open the calendar.", "Saw with own eyes: Open the calendar."),
            (
                "Changed: \"Role\". Found in place: \"Account\". Made 1 change: Create (W).",
                "Changed: \"Role\". Found in place: \"Account\". Made 1 change: (left out)",
            ),
        ] {
            assert_eq!(without_own_words(line), expected, "{line}");
        }
    }
}
