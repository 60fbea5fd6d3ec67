//! What a server asks for with a 401: the challenges of its `WWW-Authenticate` headers (RFC 9110
//! section 11.6.1).
//!
//! The text is a server's and is not trusted: reading never fails, and what cannot be read is left
//! out. What a challenge means is for `graph` and `probe` to say.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// One challenge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Challenge {
    /// The scheme as it was written.
    pub(crate) scheme: String,
    /// Names and values, in their order. A value without a name (`token68`) is not kept.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Whether it is of that scheme; the case does not matter.
    pub(crate) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of the first parameter of that name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// All challenges of an answer, of all its headers.
pub(crate) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    values.flat_map(|value| read(&String::from_utf8_lossy(value.as_bytes()))).collect()
}

/// The challenges of one header, which may hold several.
pub(crate) fn read(text: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return found;
        }
        let (name, after) = token(rest);
        if name.is_empty() {
            // Neither a scheme nor a parameter begins so.
            rest = next_element(rest);
            continue;
        }
        if let Some((value, left)) = assigned(after) {
            if let Some(challenge) = found.last_mut() {
                challenge.parameters.push((name.to_owned(), value));
            }
            rest = left;
            continue;
        }
        let mut challenge = Challenge { scheme: name.to_owned(), parameters: Vec::new() };
        rest = after.trim_start_matches([' ', '\t']);
        let (first, behind) = token(rest);
        if let Some((value, left)) = assigned(behind).filter(|_| !first.is_empty()) {
            challenge.parameters.push((first.to_owned(), value));
            rest = left;
        } else {
            // Nothing, or data of the scheme's own, such as the token of Negotiate.
            rest = next_element(rest);
        }
        found.push(challenge);
    }
}

/// What begins behind the next comma that is not inside a quoted string.
fn next_element(mut text: &str) -> &str {
    while let Some(place) = text.find([',', '"']) {
        let behind = &text[place + 1..];
        if text[place..].starts_with(',') {
            return behind;
        }
        (_, text) = unquoted(behind);
    }
    ""
}

/// The token (RFC 9110 section 5.6.2) at the beginning, and what follows it.
fn token(text: &str) -> (&str, &str) {
    let sign = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    text.split_at(text.find(|letter| !sign(letter)).unwrap_or(text.len()))
}

/// The value behind an equals sign, and what follows it. None where there is no equals sign, or where
/// it is the padding of base64.
fn assigned(text: &str) -> Option<(String, &str)> {
    let behind = text.trim_start_matches([' ', '\t']).strip_prefix('=')?;
    let value = behind.trim_start_matches([' ', '\t']);
    if let Some(quoted) = value.strip_prefix('"') {
        return Some(unquoted(quoted));
    }
    if behind.is_empty() || behind.starts_with(['=', ',']) {
        return None;
    }
    // Addresses are met without quotation marks, although they are no tokens.
    let end = value.find([',', ' ', '\t']).unwrap_or(value.len());
    Some((value[..end].to_owned(), &value[end..]))
}

/// What is before the closing quotation mark, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[place + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            _ => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn schemes(text: &str) -> Vec<String> {
        read(text).into_iter().map(|one| one.scheme).collect()
    }

    #[test]
    fn several_challenges_in_one_header_are_distinguished() {
        assert_eq!(
            schemes("Negotiate, NTLM, Bearer a=\"b\", c=\"d\", Basic realm=\"x\""),
            ["Negotiate", "NTLM", "Bearer", "Basic"]
        );
        assert_eq!(
            schemes("Negotiate oYG2MIGz==, NTLM TlRMTVNTUAAC=,Basic realm=\"a, Bearer b\""),
            ["Negotiate", "NTLM", "Basic"]
        );
        assert_eq!(
            schemes("Basic realm=\"say \\\"Bearer\\\", please\", Digest nonce=abc"),
            ["Basic", "Digest"]
        );
        for nothing in ["", " , ,", "=x", "\"quoted, text\""] {
            assert_eq!(schemes(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    /// Any text as a quoted string.
    fn quoted(text: &str) -> String {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }

    proptest! {
        #[test]
        fn whatever_is_quoted_comes_back(
            parts in prop::collection::vec(
                ("[A-Za-z][A-Za-z0-9-]{0,8}", prop::collection::vec(("[a-z_]{1,9}", "[ -~]{0,30}"), 0..4)),
                0..5,
            ),
            gap in "[ \t]{0,2},[ \t]{0,2}",
        ) {
            let texts = parts.iter().map(|(scheme, parameters)| {
                let parameters: Vec<String> =
                    parameters.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
                format!("{scheme} {}", parameters.join(&gap)).trim_end().to_owned()
            });
            let line = texts.collect::<Vec<_>>().join(&gap);
            let expected: Vec<Challenge> = parts
                .into_iter()
                .map(|(scheme, parameters)| Challenge { scheme, parameters })
                .collect();
            prop_assert_eq!(read(&line), expected, "{}", line);
        }

        #[test]
        fn no_text_makes_the_reader_fail_or_stop(text in "\\PC{0,120}") {
            let found = read(&text);
            prop_assert!(found.len() <= text.len());
            prop_assert!(found.iter().all(|one| !one.scheme.is_empty()));
        }

        #[test]
        fn a_bearer_inside_a_quoted_string_is_none(text in "[ -~]{0,40}") {
            let line = format!("Basic realm={}", quoted(&format!("{text}, Bearer client_id=x")));
            prop_assert_eq!(schemes(&line), ["Basic"]);
        }
    }
}
