//! Kinds of answers that are neither host names nor addresses of people.

use super::answer::{InvalidAnswer, visible};
use crate::messages::say;
use crate::text::{compact, without_marks};
use std::fmt;
use std::str::FromStr;

/// Gives a type that holds checked text the ways to read it.
macro_rules! as_text {
    ($name:ident) => {
        impl $name {
            /// The one way in which this value is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(super) use as_text;

/// An address of a service: https, or http on this machine.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Url(String);
as_text!(Url);

impl FromStr for Url {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "https://mail.contoso.com/metadata/json/1";
        let wrong = |reason: String| InvalidAnswer::new(reason, EXAMPLE);
        let raw = without_marks(raw);
        let text = visible(&raw, 2048, EXAMPLE)?;
        if text.contains(char::is_whitespace) {
            return Err(wrong(say!("answer-url-spaces")));
        }
        let url = url::Url::parse(text).map_err(|_| wrong(say!("answer-url-incomplete")))?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            "http" => {
                return Err(wrong(say!("answer-url-http")));
            }
            _ => return Err(wrong(say!("answer-url-https"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(say!("answer-url-credentials")));
        }
        Ok(Self(url.into()))
    }
}

fn is_this_machine(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The SHA-1 thumbprint of a certificate as an answer: 40 hex digits, kept in capitals as Windows shows
/// them.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ThumbprintText(String);
as_text!(ThumbprintText);

impl FromStr for ThumbprintText {
    type Err = InvalidAnswer;

    /// Spaces and colons between the digits are left out: some tools show them. So are the marks that
    /// Windows' certificate dialog puts in front.
    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "A37D3948CA6F4F2214230F8240C31903857A29B1";
        let raw = compact(raw);
        let text = visible(&raw, 128, EXAMPLE)?;
        let digits: String = text.chars().filter(|sign| *sign != ':').collect();
        if let Some(wrong) = digits.chars().find(|sign| !sign.is_ascii_hexdigit()) {
            return Err(InvalidAnswer::new(
                say!("answer-thumbprint-character", wrong = wrong),
                EXAMPLE,
            ));
        }
        if digits.len() != 40 {
            return Err(InvalidAnswer::new(
                say!("answer-thumbprint-length", length = digits.len()),
                EXAMPLE,
            ));
        }
        Ok(Self(digits.to_ascii_uppercase()))
    }
}

/// The id of an application or a tenant, kept in small letters with hyphens.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Uuid(String);
as_text!(Uuid);

impl FromStr for Uuid {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "7557eb47-c689-4224-abcf-aef9bd7573df";
        let raw = compact(raw);
        let text = visible(&raw, 64, EXAMPLE)?;
        uuid::Uuid::try_parse(text)
            .map(|id| Self(id.hyphenated().to_string()))
            .map_err(|_| InvalidAnswer::new(say!("answer-uuid"), EXAMPLE))
    }
}

/// Text that can be shown on one line: a name, a note. At most 256 characters.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LineText(String);
as_text!(LineText);

impl FromStr for LineText {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        visible(raw, 256, "Contoso Ltd").map(|text| Self(text.to_owned()))
    }
}

/// Yes or no, kept as `true` or `false`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Flag(bool);

impl Flag {
    /// Whether it was answered with yes.
    pub fn is_set(self) -> bool {
        self.0
    }

    /// The one way in which this value is written.
    pub fn as_str(self) -> &'static str {
        if self.0 { "true" } else { "false" }
    }
}

impl FromStr for Flag {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        let text = visible(raw, 16, "true")?;
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Ok(Self(true)),
            "false" | "no" => Ok(Self(false)),
            _ => Err(InvalidAnswer::new(say!("answer-flag"), "true")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason<T: FromStr<Err = InvalidAnswer> + fmt::Debug>(raw: &str) -> String {
        raw.parse::<T>().unwrap_err().reason
    }

    #[test]
    fn an_address_is_https_or_http_on_this_machine() {
        assert_eq!(
            "https://mail.contoso.com/ews".parse::<Url>().unwrap().as_str(),
            "https://mail.contoso.com/ews"
        );
        for local in ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/"] {
            assert_eq!(local.parse::<Url>().unwrap().as_str(), local);
        }
        assert!(reason::<Url>("http://contoso.com/").contains("http://"));
        assert!(reason::<Url>("http://localhost.contoso.com/").contains("isn't encrypted"));
        assert!(reason::<Url>("file:///etc/passwd").contains("must begin with https://"));
        assert!(reason::<Url>("javascript:alert(1)").contains("must begin with https://"));
        assert!(reason::<Url>("contoso.com/ews").contains("a complete address"));
        assert!(reason::<Url>("https://").contains("a complete address"));
        assert!(reason::<Url>("https://con toso.com").contains("spaces"));
    }

    #[test]
    fn an_address_with_a_password_is_refused_and_not_repeated() {
        let error = "https://admin:hunter2@contoso.com/".parse::<Url>().unwrap_err().to_string();
        assert!(error.contains("user name or password"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_thumbprint_is_40_hex_digits_in_capitals() {
        let shown = "a3:7d:39:48:ca:6f:4f:22:14:23:0f:82:40:c3:19:03:85:7a:29:b1";
        assert_eq!(
            shown.parse::<ThumbprintText>().unwrap().as_str(),
            "A37D3948CA6F4F2214230F8240C31903857A29B1"
        );
        assert!(reason::<ThumbprintText>("A37D").contains("This one has 4"));
        assert!(reason::<ThumbprintText>(&"g".repeat(40)).contains("\"g\""));
        assert!(reason::<ThumbprintText>("' -or 1").contains("\"'\""));
    }

    #[test]
    fn a_thumbprint_is_read_as_the_certificate_dialog_copies_it() {
        for pasted in [
            "\u{200e}a37d3948ca6f4f2214230f8240c31903857a29b1",
            "\u{200e}a3 7d 39 48 ca 6f 4f 22 14 23 0f 82 40 c3 19 03 85 7a 29 b1\u{200f}\r\n",
            "a37d3948ca6f4f221423\u{200b}\u{ad}0f8240c31903857a29b1\u{feff}",
            "\u{a0}a37d3948\u{a0}ca6f4f22\u{202f}14230f82 40c31903 857a29b1\u{a0}",
        ] {
            assert_eq!(
                pasted.parse::<ThumbprintText>().unwrap().as_str(),
                "A37D3948CA6F4F2214230F8240C31903857A29B1",
                "{pasted:?}"
            );
        }
    }

    #[test]
    fn an_id_is_kept_in_small_letters_with_hyphens() {
        let kept = "7557eb47-c689-4224-abcf-aef9bd7573df";
        for given in [
            kept,
            "{7557EB47-C689-4224-ABCF-AEF9BD7573DF}",
            "7557EB47c6894224abcfaef9bd7573df",
            "\u{202a}7557eb47-c689-4224-abcf-aef9bd7573df\u{202c}",
            "\u{a0}7557eb47-c689\u{200b}-4224-abcf-aef9\u{a0}bd7573df",
        ] {
            assert_eq!(given.parse::<Uuid>().unwrap().as_str(), kept, "{given}");
        }
        assert!(reason::<Uuid>("7557eb47-c689").contains("32 digits"));
    }

    #[test]
    fn an_address_is_read_without_marks_and_text_with_one_is_refused() {
        let pasted = "\u{2066}https://mail.\u{200b}contoso.com/ews\u{2069}";
        assert_eq!(pasted.parse::<Url>().unwrap().as_str(), "https://mail.contoso.com/ews");
        assert!(reason::<LineText>("Contoso\u{200e}").contains("U+200E"));
    }

    #[test]
    fn text_is_kept_as_it_is_but_for_blanks_around_it() {
        for given in [
            "O'Brien & S\u{f6}hne \u{201c}KG\u{201d}",
            "$(Get-Date)",
            "`n",
            "{{ x }}",
            "\u{65e5}\u{672c}",
        ] {
            assert_eq!(format!("\t{given} \n").parse::<LineText>().unwrap().as_str(), given);
        }
        assert!("x".repeat(256).parse::<LineText>().is_ok());
        assert!(reason::<LineText>(&"x".repeat(257)).contains("at most 256"));
    }

    #[test]
    fn a_flag_is_yes_or_no() {
        assert_eq!("Yes".parse::<Flag>().unwrap().as_str(), "true");
        assert!(!"false".parse::<Flag>().unwrap().is_set());
        assert!(reason::<Flag>("maybe").contains("yes or no"));
    }
}
