//! The header `x-ms-diagnostics`, in which Exchange says why it did not take a token:
//! `4000000;reason="…";error_category="oauth_not_available"`.
//!
//! The category's name is what counts: the same number has had several meanings over the builds
//! ("Instrumenting client requests for EWS and REST in Exchange" lists the names).

use hyper::HeaderMap;

/// What a server says of a token it did not take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Diagnostics {
    /// The reason in the server's words; not trusted.
    pub(super) reason: Option<String>,
    /// The name of the category, in lower case.
    pub(super) category: String,
}

/// What a category means as the answer to an empty token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    /// An empty token is answered so on servers in good order.
    Normal,
    /// The server failed at something of its own, whatever the token.
    ServerFault,
    /// An empty token cannot be the cause, and what it says of a real one is not known.
    NotKnown,
}

impl Diagnostics {
    /// What the answer says; none without a header that names a category.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all("x-ms-diagnostics").iter();
        values.find_map(|value| Self::read(&String::from_utf8_lossy(value.as_bytes())))
    }

    fn read(text: &str) -> Option<Self> {
        let (mut reason, mut category) = (None, None);
        for part in parts(text) {
            let Some((name, value)) = part.split_once('=') else { continue };
            let value = value.trim().trim_matches('"').to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "reason" => reason = Some(value).filter(|text| !text.is_empty()),
                "error_category" => category = Some(value.to_ascii_lowercase()),
                _ => {}
            }
        }
        let category = category.filter(|name| !name.is_empty())?;
        Some(Self { reason, category })
    }

    /// What it means for an empty token.
    pub(super) fn meaning(&self) -> Meaning {
        match self.category.as_str() {
            "oauth_not_available" | "invalid_token" => Meaning::Normal,
            "internal_error" => Meaning::ServerFault,
            _ => Meaning::NotKnown,
        }
    }
}

/// The parts between semicolons that are not inside quotation marks.
fn parts(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter: char| {
        quoted ^= letter == '"';
        letter == ';' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_and_category_are_read_and_a_semicolon_in_the_reason_stays() {
        let read = Diagnostics::read(
            "2000008;reason=\"no scope; not enough\";error_category=\"invalid_grant\"",
        );
        let read = read.unwrap();
        assert_eq!(read.reason.as_deref(), Some("no scope; not enough"));
        assert_eq!(read.category, "invalid_grant");
    }

    #[test]
    fn the_name_counts_and_not_the_number() {
        let meaning = |text: &str| Diagnostics::read(text).unwrap().meaning();
        for number in ["4000000", "2000001", "1"] {
            let line = |name: &str| format!("{number};reason=\"x\";error_category=\"{name}\"");
            assert_eq!(meaning(&line("oauth_not_available")), Meaning::Normal);
            assert_eq!(meaning(&line("Invalid_Token")), Meaning::Normal);
            assert_eq!(meaning(&line("internal_error")), Meaning::ServerFault);
            assert_eq!(meaning(&line("invalid_issuer")), Meaning::NotKnown);
            assert_eq!(meaning(&line("something_new")), Meaning::NotKnown);
        }
    }

    #[test]
    fn what_names_no_category_is_none() {
        for text in ["", "4000000", "4000000;reason=\"x\"", "error_category=", "a=b;c;=;\""] {
            assert_eq!(Diagnostics::read(text), None, "{text}");
        }
        assert_eq!(Diagnostics::read(" error_category = internal_error ").unwrap().reason, None);
    }
}
