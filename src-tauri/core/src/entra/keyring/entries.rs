//! Single entries by name: the keyring of the system, and memory.

use secrecy::SecretSlice;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Why a keyring did not do as asked. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unavailable {
    /// There is none, or it does not run.
    #[error("no keyring: {0}")]
    NoKeyring(String),
    /// It is there and refused: locked, or the operator said no.
    #[error("the keyring refused: {0}")]
    Refused(String),
    /// It did not answer in time.
    #[error("the keyring did not answer in time")]
    TooSlow,
    /// The value is longer than any secret of ours.
    #[error("a secret of {0} bytes is too long")]
    TooLong(usize),
}

/// A place that keeps entries of limited size by name. Blocks.
pub(super) trait Entries: Send {
    /// Writes an entry, in place of what was there.
    fn set(&self, name: &str, value: &[u8]) -> Result<(), Unavailable>;

    /// Reads an entry.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Unavailable>;

    /// Removes an entry; one that is not there is removed already.
    fn delete(&self, name: &str) -> Result<(), Unavailable>;

    /// The names of all entries under our name, no matter who wrote them.
    fn names(&self) -> Result<Vec<String>, Unavailable>;
}

/// The keyring of the system.
pub(super) struct SystemKeyring {
    service: String,
}

impl SystemKeyring {
    pub(super) fn new(service: String) -> Self {
        Self { service }
    }

    fn entry(&self, name: &str) -> Result<keyring::Entry, Unavailable> {
        is_there()?;
        keyring::Entry::new(&self.service, name).map_err(refused)
    }

    /// What the keyring is asked for, to find all entries of this service. Each system has its own
    /// words; Windows knows targets alone, which are "name.service".
    fn everything(&self) -> (&'static str, String) {
        if cfg!(windows) {
            ("pattern", format!(r"\.{}$", self.service))
        } else {
            ("service", self.service.clone())
        }
    }
}

/// Whether there is a keyring. Sets it up at the first call.
fn is_there() -> Result<(), Unavailable> {
    match keyring::Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(Unavailable::NoKeyring(error.to_string())),
    }
}

/// By `Display`: the `Debug` of some of these errors holds the stored bytes.
#[expect(clippy::needless_pass_by_value, reason = "stands in map_err, which gives the error away")]
fn refused(error: keyring::Error) -> Unavailable {
    Unavailable::Refused(error.to_string())
}

impl Entries for SystemKeyring {
    fn set(&self, name: &str, value: &[u8]) -> Result<(), Unavailable> {
        self.entry(name)?.set_secret(value).map_err(refused)
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        match self.entry(name)?.get_secret() {
            Ok(value) => Ok(Some(value)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn delete(&self, name: &str) -> Result<(), Unavailable> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    fn names(&self) -> Result<Vec<String>, Unavailable> {
        is_there()?;
        let (word, value) = self.everything();
        let found = keyring_core::Entry::search(&HashMap::from([(word, value.as_str())]))
            .map_err(refused)?;
        let mut names = Vec::new();
        for entry in found {
            match entry.get_specifiers() {
                Some((service, name)) if service == self.service => names.push(name),
                // Of a service whose name ends as ours.
                Some(_) => {}
                // What does not say its name is locked.
                None => return Err(Unavailable::Refused("an entry is locked".to_owned())),
            }
        }
        Ok(names)
    }
}

/// Whole secrets in memory, wiped when they are dropped.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<String, SecretSlice<u8>>>);

impl Memory {
    fn secrets(&self) -> std::sync::MutexGuard<'_, HashMap<String, SecretSlice<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(&self, name: &str, value: SecretSlice<u8>) {
        self.secrets().insert(name.to_owned(), value);
    }

    pub(super) fn recall(&self, name: &str) -> Option<SecretSlice<u8>> {
        self.secrets().get(name).cloned()
    }

    pub(super) fn forget(&self, name: &str) {
        self.secrets().remove(name);
    }

    /// Forgets all, and gives their names.
    pub(super) fn forget_all(&self) -> Vec<String> {
        self.secrets().drain().map(|(name, _)| name).collect()
    }
}
