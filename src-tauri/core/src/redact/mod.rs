//! Taking out of text whatever one could sign in with: tokens, codes, passwords, private keys.
//!
//! The last line of defence, not the first: nothing here is handed a secret on purpose. But a service
//! may repeat what it was sent, and a library may log more than it should; so the log, the problems
//! that cross the border and the support file all go through here. It works on text alone and knows
//! nothing of who wrote it. When in doubt it takes out too much, but what a support case needs stays:
//! ids, thumbprints, dates, error codes, the names of files.

mod opaque;
mod writer;

#[cfg(test)]
mod tests;

pub use writer::Redacting;

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The text in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A form of secret, and what is written in its place.
struct SecretForm {
    pattern: Regex,
    instead: &'static str,
}

/// The forms that show themselves by what is around them. Each keeps what says what it was.
static FORMS: LazyLock<[SecretForm; 7]> = LazyLock::new(|| {
    [
        // PEM, whole or cut off.
        (
            r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
            "[redacted]",
        ),
        // A JSON Web Token (RFC 7519) begins with a JSON object in base64url.
        (r"\be(?:yJ|yA|wo|wog|yI)[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_=-]*)*", "[redacted]"),
        // RFC 9110 section 11.4: credentials follow the name of their scheme.
        (
            r#"(?i)\b(bearer|basic|digest|negotiate|ntlm|dpop)(\s+|%20|\+)(?:\[redacted\]|[^\s"'<>,;)}\]\[]+)"#,
            "${1} [redacted]",
        ),
        // RFC 3986 section 3.2.1.
        (r#"([A-Za-z][A-Za-z0-9+.-]*://)[^\s/?\#@"'<>]*@"#, "${1}[redacted]@"),
        // Parameters and fields by name, in a form, in JSON, in a header.
        (
            concat!(
                r#"(?i)((?:access|refresh|id)_?-?token|(?:device|auth|authorization)_?-?code|code_?verifier"#,
                r#"|client_?-?(?:info|secret|assertion)|password|passwd|\bpwd|cookie|authorization|\bsecret|api_?-?key)"#,
                r#"(\\*["']?\s*(?:[:=]|%3D)\s*)"#,
                r#"(?:\[redacted\]|"(?:[^"\\]|\\.)*"|'[^']*'|\\*["']?[^\s&"'<>,;)}\]\[\\]+)"#,
            ),
            "${1}${2}[redacted]",
        ),
        // The same for short names, which are words as well: their values have a digit.
        (
            r#"(?i)(\b(?:code|token))(=|%3D|\\*"\s*:\s*\\*")(?:\[redacted\]|[^\s&"'<>,;)}\]\[\\]*[0-9][^\s&"'<>,;)}\]\[\\]*)"#,
            "${1}${2}[redacted]",
        ),
        // Parameters of an address.
        (
            r#"(?i)([?&\#](?:code|state|nonce|token|sig|code_challenge|session_state|login_hint)=)(?:\[redacted\]|[^\s&"'<>\#]+)"#,
            "${1}[redacted]",
        ),
    ]
    .map(|(pattern, instead)| SecretForm { pattern: compiled(pattern), instead })
});

/// Bytes as numbers, which is how `Debug` shows them.
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| compiled(r"(?:\d{1,3}\s*,\s*){15,}\d{1,3}"));

/// Letters, digits and what encodings put between them.
static RUNS: LazyLock<Regex> = LazyLock::new(|| compiled(r"[A-Za-z0-9_+/=.~%-]{24,}"));

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("BUG: the pattern is part of this program, and a test compiles it")
}

/// The text without anything one could sign in with. Redacting twice changes nothing more.
pub fn redact(text: &str) -> Cow<'_, str> {
    // Text that was UTF-16 hides behind the zeros between its letters.
    let mut text =
        if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) };
    for SecretForm { pattern, instead } in &*FORMS {
        text = replaced(text, |text| pattern.replace_all(text, *instead));
    }
    text = replaced(text, |text| NUMBERS.replace_all(text, REDACTED));
    replaced(text, |text| {
        RUNS.replace_all(text, |found: &Captures<'_>| opaque::without(&found[0]).into_owned())
    })
}

/// The same text where nothing was replaced, without a copy.
fn replaced(text: Cow<'_, str>, replace: impl Fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match replace(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(other) => Cow::Owned(other),
    }
}
