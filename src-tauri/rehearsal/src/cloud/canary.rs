//! Secrets that can be distinguished from all other text: each one that is given out holds a marker of its own,
//! and the cloud remembers which. A test can then search everything a program wrote and said.

/// A secret that was given out, and the word in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Canary {
    /// What the secret is.
    pub kind: SecretKind,
    /// The word: letters and digits, found nowhere else.
    pub word: String,
}

/// What a secret is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SecretKind {
    /// What a device asks for its tokens with.
    DeviceCode,
    /// What the browser brings back.
    AuthorizationCode,
    /// What Graph is asked with.
    AccessToken,
    /// What a session is renewed with.
    RefreshToken,
}

/// Makes words and remembers them, where that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Canaries {
    wanted: bool,
    issued: Vec<Canary>,
}

/// How a word begins, so that a person sees what it is.
const BEGINNING: &str = "CANARY";
const CHANCE: usize = 18;

impl Canaries {
    pub(crate) fn new(wanted: bool) -> Self {
        Self { wanted, issued: Vec::new() }
    }

    /// A new word for a secret of that kind; empty where none is wanted. Of the letters that a device
    /// code is made of as well.
    pub(crate) fn word(&mut self, kind: SecretKind) -> String {
        if !self.wanted {
            return String::new();
        }
        let chance: String =
            std::iter::repeat_with(|| fastrand::char('A'..='Z')).take(CHANCE).collect();
        let word = format!("{BEGINNING}{chance}");
        self.issued.push(Canary { kind, word: word.clone() });
        word
    }

    pub(crate) fn issued(&self) -> Vec<Canary> {
        self.issued.clone()
    }
}
