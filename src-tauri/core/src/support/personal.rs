//! The names that must not be in a support file, each with the placeholder that represents it.

use crate::clouds;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What a name is the name of.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum PersonalKind {
    Address,
    Computer,
    Domain,
    Name,
    Object,
    Path,
    Person,
    Tenant,
    Text,
}

impl PersonalKind {
    fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Computer => "computer",
            Self::Domain => "domain",
            Self::Name => "name",
            Self::Object => "object",
            Self::Path => "path",
            Self::Person => "person",
            Self::Tenant => "tenant",
            Self::Text => "text",
        }
    }

    /// By the looks of a value, and by the field it is in.
    pub(super) fn of(field: &str, value: &str) -> Self {
        let field = field.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| field.contains(word));
        if value.contains("://") {
            Self::Address
        } else if value.contains('@') || field == "account" {
            Self::Person
        } else if value.contains(['/', '\\']) {
            Self::Path
        } else if says(&["tenant", "realm"]) {
            Self::Tenant
        } else if says(&["computer", "server", "controller", "host"]) {
            Self::Computer
        } else if says(&["objectid"]) {
            Self::Object
        } else if says(&["name", "organization"]) {
            Self::Name
        } else if is_host(value) {
            Self::Domain
        } else {
            Self::Text
        }
    }
}

/// Words that receipts are full of and that name nobody.
const COMMON: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "none",
    "null",
    "default",
    "operator",
    "crosstrust",
    "azuread",
    "microsoftacs",
    "userapplication",
    "archiveapplication",
    "legalholdapplication",
];

/// This very computer. Beside it, the hosts of Microsoft's clouds name nobody.
const PUBLIC: &[&str] = &["localhost", "127.0.0.1"];

/// A shorter part of a name is not replaced by itself: it is in too many words.
const SHORTEST_PART: usize = 3;

/// The names that are known, and their placeholders.
#[derive(Debug, Default)]
pub(super) struct PersonalNames {
    /// By what the scrubber looks for, in lower case.
    placeholders: BTreeMap<String, String>,
    /// Those that represent a part of a name, and are replaced only as whole words.
    parts: BTreeMap<String, String>,
    /// How names with letters beyond ASCII were spelt, beside the lower case.
    spelt: BTreeMap<String, String>,
    counts: HashMap<&'static str, u32>,
}

impl PersonalNames {
    /// Takes a value from outside, of whatever kind its field and its looks say.
    pub(super) fn learn_unknown(&mut self, field: &str, value: &str) {
        if !is_plain(value) {
            self.learn(PersonalKind::of(field, value), value);
        }
    }

    /// Takes a name; gives its placeholder.
    pub(super) fn learn(&mut self, kind: PersonalKind, value: &str) -> String {
        let value = value.trim();
        if let Some(known) = self.placeholder(value) {
            return known.to_owned();
        }
        let placeholder = self.new_placeholder(kind);
        if value.is_empty() {
            return placeholder;
        }
        for form in forms(value) {
            if !form.is_ascii() {
                self.spelt.insert(form.clone(), placeholder.clone());
            }
            self.placeholders.entry(form.to_lowercase()).or_insert_with(|| placeholder.clone());
        }
        self.learn_parts(kind, value, &placeholder);
        placeholder
    }

    /// The placeholder of a name that is known as a whole.
    pub(super) fn placeholder(&self, value: &str) -> Option<&str> {
        let value = value.to_lowercase();
        self.placeholders.get(&value).or_else(|| self.parts.get(&value)).map(String::as_str)
    }

    /// What to look for: each text, what represents it, and whether it counts only as a whole word.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let whole = self.placeholders.iter().map(|(text, word)| {
            (text.as_str(), word.as_str(), text.chars().count() <= SHORTEST_PART)
        });
        let spelt = self.spelt.iter().map(|(text, word)| {
            (text.as_str(), word.as_str(), text.chars().count() <= SHORTEST_PART)
        });
        let parts = self.parts.iter().map(|(text, word)| (text.as_str(), word.as_str(), true));
        whole.chain(spelt).chain(parts)
    }

    fn new_placeholder(&mut self, kind: PersonalKind) -> String {
        let count = self.counts.entry(kind.word()).or_default();
        *count += 1;
        format!("{}-{count}", kind.word())
    }

    /// A person's name is in logs without its domain, a computer's without, too.
    fn learn_parts(&mut self, kind: PersonalKind, value: &str, placeholder: &str) {
        match kind {
            PersonalKind::Address => {
                let host = value.split_once("://").map_or(value, |(_, rest)| rest);
                let host = host.split(['/', '?', '#']).next().unwrap_or_default();
                let host = host.rsplit('@').next().unwrap_or_default();
                let host = host.split(':').next().unwrap_or_default();
                if is_host(host) && !is_public(host) {
                    self.learn(PersonalKind::Domain, host);
                }
            }
            PersonalKind::Person => {
                if let Some((local, domain)) = value.rsplit_once('@') {
                    self.learn_part(local, placeholder);
                    if is_host(domain) && !is_public(domain) {
                        self.learn(PersonalKind::Domain, domain);
                    }
                } else {
                    // `CONTOSO\admin`
                    for part in value.split('\\') {
                        self.learn_part(part, placeholder);
                    }
                }
            }
            PersonalKind::Path => {
                for part in value.split(['/', '\\']) {
                    if is_host(part) && !is_public(part) {
                        self.learn(PersonalKind::Domain, part);
                    } else if !matches!(
                        part.to_ascii_lowercase().as_str(),
                        "users" | "home" | "tmp" | "temp" | "appdata" | "local" | "share" | "root"
                    ) {
                        self.learn_part(part, placeholder);
                    }
                }
            }
            PersonalKind::Computer | PersonalKind::Domain | PersonalKind::Tenant => {
                let labels: Vec<&str> = value.split('.').collect();
                if is_host(value) && labels.len() > 2 {
                    self.learn_part(labels[0], placeholder);
                }
            }
            PersonalKind::Name | PersonalKind::Text => {
                // Names of people and organisations are also written in pieces.
                for line in value.split(|letter: char| letter.is_control()) {
                    self.learn_part(line, placeholder);
                }
            }
            PersonalKind::Object => {}
        }
    }

    fn learn_part(&mut self, part: &str, placeholder: &str) {
        let part = part.trim().to_lowercase();
        if part.chars().count() >= SHORTEST_PART
            && !is_plain(&part)
            && !self.placeholders.contains_key(&part)
        {
            self.parts.entry(part).or_insert_with(|| placeholder.to_owned());
        }
    }
}

/// A name as it may be in a log: as it is, and as `Debug` and JSON write it.
fn forms(value: &str) -> Vec<String> {
    let debug = format!("{value:?}");
    let json = serde_json::Value::from(value).to_string();
    let inside = |quoted: &str| quoted[1..quoted.len() - 1].to_owned();
    let mut forms = vec![value.to_owned(), inside(&debug), inside(&json)];
    forms.dedup();
    forms
}

/// Whether a value names nothing: a date, an id, a thumbprint, a number, a common word.
pub(super) fn is_plain(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || COMMON.contains(&value.to_ascii_lowercase().as_str())
        || value.parse::<Timestamp>().is_ok()
        || uuid::Uuid::try_parse(value).is_ok()
        || (value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || (value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        || is_public(value)
}

/// Whether it is a host that everybody talks to.
pub(super) fn is_public(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    clouds::is_service(&host) || PUBLIC.iter().any(|public| clouds::is_in_domain(&host, public))
}

/// Whether it has the form of a host's or a domain's name.
pub(super) fn is_host(value: &str) -> bool {
    value.contains('.')
        && value.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
        })
}
