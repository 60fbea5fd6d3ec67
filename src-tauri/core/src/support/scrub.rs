//! Putting placeholders in the place of names, wherever they are in a text: those that are known,
//! and what has the form of one.

use super::personal::{PersonalKind, PersonalNames, is_public};
use crate::guide::Library;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{Captures, Regex};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What has the form of a name, first found first. A group's name says what it is the name of.
static FORMS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?P<address>\b[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+)"#,
        r#"|(?P<person>[^\s"'<>()\[\],;:=@]+@[^\s"'<>()\[\],;:=@]+)"#,
        // A folder with spaces is seen by the backslash that follows.
        r#"|(?P<path>\b[A-Za-z]:\\(?:[^\\/:*?"<>|\r\n]+\\)*[^\\/:*?"<>|\r\n\s]*|\\\\[^\s"'<>|]+"#,
        r#"|/(?:home|Users|root|tmp|var|mnt|media|opt|srv|private|run)/[^\s"':;,<>|]+)"#,
        r#"|(?P<name>\b(?:CN|OU|DC|O|L|ST|E)=[^,+"'\]\r\n]+)"#,
        r#"|(?P<computer>\b(?:Server|Computer|Host|MachineName)=[^,\]\s]+)"#,
        r#"|(?P<account>\b[\w.-]+\\[\w.$-]+)"#,
        r#"|(?P<ip>\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b)"#,
        r#"|(?P<domain>\b(?:[\p{L}\d][\p{L}\d_-]*\.)+(?:\p{L}{2,}|(?:domain|computer|tenant)-\d+)\b)"#,
    ))
    .expect("BUG: the pattern is part of this program, and a test compiles it")
});

/// Endings of files of ours, which look like the ends of domains.
const OWN_FILES: &[&str] = &[".json", ".jsonl", ".log", ".ps1", ".txt", ".html", ".zip", ".toml"];

/// Names of classes and permissions, which look like domains.
const OWN_WORDS: &[&str] = &["Microsoft.", "System.", "Application.", "Directory."];

/// Replaces names. New ones that it meets get placeholders of their own.
pub(super) struct Scrubber {
    names: PersonalNames,
    known: AhoCorasick,
    /// For each text that is looked for: what represents it, and whether only as a whole word.
    instead: Vec<(String, bool)>,
    /// The names that scripts of ours give to facts.
    own: HashSet<String>,
}

/// Where a script gives something a name.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([A-Za-z][A-Za-z0-9]*)\s*=")
        .expect("BUG: the pattern is part of this program, and a test compiles it")
});

impl Scrubber {
    pub(super) fn new(names: PersonalNames, library: &Library) -> Self {
        let (texts, instead): (Vec<String>, Vec<_>) = names
            .all()
            .flat_map(|(text, word, whole)| {
                // The search ignores case for plain letters alone.
                let forms = if text.is_ascii() {
                    vec![text.to_owned()]
                } else {
                    vec![text.to_owned(), text.to_uppercase(), capitalized(text)]
                };
                forms.into_iter().map(move |form| (form, (word.to_owned(), whole)))
            })
            .unzip();
        let known = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            // A faster search takes long to prepare, and this one is used once.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(&texts)
            .expect("BUG: names are far fewer than the search can hold");
        let environment = library.templates().environment();
        let own = environment
            .templates()
            .flat_map(|(_, template)| {
                let given = NAMED.captures_iter(template.source());
                given.map(|found| found[1].to_owned()).collect::<Vec<_>>()
            })
            .collect();
        Self { names, known, instead, own }
    }

    /// The placeholder of a value that is a name as a whole.
    pub(super) fn placeholder(&mut self, kind: PersonalKind, value: &str) -> String {
        self.names.learn(kind, value)
    }

    /// Whether a script of ours names a fact so.
    pub(super) fn names_facts(&self, name: &str) -> bool {
        self.own.contains(name)
    }

    /// Whether a value is a name that was learnt.
    pub(super) fn knows(&self, value: &str) -> bool {
        self.names.placeholder(value).is_some()
    }

    /// A text of ours with every name in it replaced.
    pub(super) fn scrub(&mut self, text: &str) -> String {
        let known = self.without_known(text);
        FORMS.replace_all(&known, |found: &Captures<'_>| self.instead_of(found)).into_owned()
    }

    fn without_known(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for found in self.known.find_iter(text) {
            let (word, whole) = &self.instead[found.pattern().as_usize()];
            let joined = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let inside = joined(text[..found.start()].chars().next_back())
                || joined(text[found.end()..].chars().next());
            if *whole && inside {
                continue;
            }
            out.push_str(&text[done..found.start()]);
            out.push_str(word);
            done = found.end();
        }
        out.push_str(&text[done..]);
        out
    }

    fn instead_of(&mut self, found: &Captures<'_>) -> String {
        let whole = &found[0];
        let kind = if found.name("address").is_some() {
            let host = whole.split_once("://").map_or("", |(_, rest)| rest);
            let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
            if is_public(host) {
                return whole.to_owned();
            }
            PersonalKind::Address
        } else if found.name("person").is_some() || found.name("account").is_some() {
            PersonalKind::Person
        } else if found.name("path").is_some() {
            PersonalKind::Path
        } else if let Some(name) = found.name("name").or_else(|| found.name("computer")) {
            let (field, value) = name.as_str().split_once('=').unwrap_or_default();
            let kind = if found.name("name").is_some() {
                PersonalKind::Name
            } else {
                PersonalKind::Computer
            };
            let word = if self.is_placeholder(value) {
                value.to_owned()
            } else {
                self.names.learn(kind, value)
            };
            return format!("{field}={word}");
        } else if found.name("ip").is_some() {
            if is_public(whole) {
                return whole.to_owned();
            }
            PersonalKind::Address
        } else if is_ours(whole) || is_public(whole) {
            return whole.to_owned();
        } else {
            PersonalKind::Domain
        };
        self.names.learn(kind, whole)
    }

    fn is_placeholder(&self, text: &str) -> bool {
        self.instead.iter().any(|(word, _)| word == text)
    }
}

/// Whether something that looks like a host is a name in our own words.
fn is_ours(text: &str) -> bool {
    let source = text.strip_suffix(".rs");
    OWN_FILES.iter().any(|ending| text.ends_with(ending))
        || OWN_WORDS.iter().any(|beginning| text.starts_with(beginning))
        || source.is_some_and(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
