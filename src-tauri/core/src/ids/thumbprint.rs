//! Thumbprints: the name by which Exchange, Entra and Graph call a certificate.

use super::as_text;
use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The SHA-1 of a certificate's DER: 20 bytes, written as 40 upper-case hex digits.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thumbprint([u8; 20]);

impl Thumbprint {
    /// The thumbprint of this certificate.
    pub fn of_der(der: &[u8]) -> Self {
        Self(Sha1::digest(der).into())
    }

    /// Reads 40 hex digits of either case. Spaces and colons between them, and the invisible marks
    /// that Windows' certificate dialog puts in front, are passed over.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 20];
        let mut count = 0;
        for character in text.chars() {
            if is_filler(character) {
                continue;
            }
            let digit = u8::try_from(character.to_digit(16)?).ok()?;
            let byte = bytes.get_mut(count / 2)?;
            *byte = *byte << 4 | digit;
            count += 1;
        }
        (count == 40).then_some(Self(bytes))
    }

    /// Reads Graph's `customKeyIdentifier`: 40 hex digits as Graph writes it today, or base64 of the
    /// 20 bytes as its reference says.
    pub fn from_key_identifier(text: &str) -> Option<Self> {
        Self::from_hex(text).or_else(|| {
            let bytes = STANDARD
                .decode(text.trim())
                .or_else(|_| STANDARD_NO_PAD.decode(text.trim()))
                .ok()?;
            bytes.try_into().ok().map(Self)
        })
    }
}

fn is_filler(character: char) -> bool {
    character.is_whitespace() || character == ':' || text::is_mark(character)
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// A text that is no thumbprint.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", say!("certificate-thumbprint-invalid", text = format!("{_0:?}")))]
pub struct NoThumbprint(String);

/// More of a text that is no thumbprint is not shown.
const SHOWN: usize = 80;

impl From<NoThumbprint> for Problem {
    fn from(error: NoThumbprint) -> Self {
        Self::new(ErrorCode::AnswerInvalid, error.to_string())
    }
}

impl FromStr for Thumbprint {
    type Err = NoThumbprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_hex(text).ok_or_else(|| NoThumbprint(text.chars().take(SHOWN).collect()))
    }
}

as_text!(Thumbprint, NoThumbprint);

#[cfg(test)]
mod tests {
    use super::Thumbprint;
    use std::collections::BTreeMap;

    const HEX: &str = "A9993E364706816ABA3E25717850C26C9CD0D89D";

    #[test]
    fn a_thumbprint_is_the_sha_1_in_upper_case_hex() {
        assert_eq!(Thumbprint::of_der(b"abc").to_string(), HEX);
    }

    #[test]
    fn hex_is_read_however_windows_shows_it() {
        let spaced = "\u{200E}a9 99 3e 36 47 06 81 6a ba 3e 25 71 78 50 c2 6c 9c d0 d8 9d";
        let colons = "A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D\r\n";
        for text in [HEX, &HEX.to_lowercase(), spaced, colons] {
            assert_eq!(
                Thumbprint::from_hex(text),
                Some(Thumbprint::of_der(b"abc")),
                "from {text:?}"
            );
        }
    }

    #[test]
    fn anything_but_forty_digits_is_refused() {
        for text in ["", "A9", &HEX[1..], &format!("{HEX}0"), &HEX.replace('A', "G"), "é"] {
            assert_eq!(Thumbprint::from_hex(text), None, "from {text:?}");
        }
    }

    #[test]
    fn a_key_identifier_is_read_as_hex_or_base64() {
        for text in [HEX, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0"] {
            assert_eq!(
                Thumbprint::from_key_identifier(text),
                Some(Thumbprint::of_der(b"abc")),
                "from {text:?}"
            );
        }
        assert_eq!(Thumbprint::from_key_identifier("qZk+NkcG"), None);
        assert_eq!(Thumbprint::from_key_identifier("not base64!"), None);
    }

    #[test]
    fn both_cases_are_one_thumbprint_in_json_and_as_a_key() {
        let read = |text: &str| serde_json::from_str::<Thumbprint>(&format!("\"{text}\""));
        let small = read(&HEX.to_lowercase()).unwrap();
        assert_eq!(small, Thumbprint::of_der(b"abc"));
        assert_eq!(serde_json::to_string(&small).unwrap(), format!("\"{HEX}\""));
        let counts = |text: &str| {
            serde_json::from_str::<BTreeMap<Thumbprint, u32>>(&format!("{{\"{text}\":1}}")).unwrap()
        };
        let counted = counts(&HEX.to_lowercase());
        assert_eq!(counted, counts(HEX));
        assert_eq!(serde_json::to_string(&counted).unwrap(), format!("{{\"{HEX}\":1}}"));
    }

    #[test]
    fn what_is_no_thumbprint_is_refused_with_what_one_is() {
        for bad in ["", "12", "current", &format!("{HEX}0")] {
            let refused = serde_json::from_value::<Thumbprint>(bad.into()).unwrap_err().to_string();
            let sentence = format!("\"{bad}\" isn't a certificate thumbprint (40 hex digits).");
            assert!(refused.contains(&sentence), "{refused}");
        }
        assert!(serde_json::from_value::<Thumbprint>(7.into()).is_err());
        let long = "x".repeat(5000).parse::<Thumbprint>().unwrap_err().to_string();
        assert!(long.len() < 200, "{long}");
    }

    #[test]
    fn a_text_is_the_thumbprint_in_either_case() {
        let thumbprint = Thumbprint::of_der(b"abc");
        assert_eq!(thumbprint, HEX);
        assert_eq!(thumbprint, HEX.to_lowercase().as_str());
        assert_ne!(thumbprint, &HEX[1..]);
        assert_ne!(thumbprint, HEX.replace('A', "B").as_str());
    }
}
