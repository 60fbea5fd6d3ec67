//! Proof that whoever redeems a code is who asked for it (RFC 7636).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The challenge of a verifier (section 4.2, `S256`).
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether the verifier has the form of section 4.1 and is the one of the challenge (section 4.6).
pub(super) fn proves(verifier: &str, of: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && challenge(verifier) == of
}

/// Whether that can be a challenge of `S256`: 32 bytes in base64url without padding (section 4.2).
pub(super) fn is_challenge(text: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn rfc_7636_appendix_b_the_example_proves_itself() {
        assert_eq!(challenge(VERIFIER), CHALLENGE);
        assert!(proves(VERIFIER, CHALLENGE));
        assert!(is_challenge(CHALLENGE));
    }

    #[test]
    fn rfc_7636_section_4_1_a_verifier_has_43_to_128_unreserved_letters() {
        for good in ["a".repeat(43), "-._~".repeat(32), format!("{}Z9", "x".repeat(126))] {
            assert!(proves(&good, &challenge(&good)), "{good}");
        }
        for bad in [
            "a".repeat(42),
            "a".repeat(129),
            format!("{} ", "a".repeat(43)),
            "+/=".repeat(20),
            String::new(),
        ] {
            assert!(!proves(&bad, &challenge(&bad)), "{bad:?}");
        }
    }

    #[test]
    fn rfc_7636_section_4_6_another_verifier_proves_nothing() {
        assert!(!proves(&VERIFIER.to_lowercase(), CHALLENGE));
        assert!(!proves(VERIFIER, VERIFIER), "that would be the method plain");
        assert!(!proves(VERIFIER, ""));
    }

    #[test]
    fn rfc_7636_section_4_2_a_challenge_is_32_bytes_without_padding() {
        for bad in
            ["", VERIFIER.split_at(40).0, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "short"]
        {
            assert!(!is_challenge(bad), "{bad}");
        }
    }
}
