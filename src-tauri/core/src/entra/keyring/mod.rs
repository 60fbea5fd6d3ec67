//! Where secrets are kept: the keyring of the system, or memory when there is none.
//!
//! Windows Credential Manager takes at most 2,560 bytes an entry and stores text as UTF-16, while a
//! refresh token has up to 2 KB. So a value is stored as bytes over several entries (`chunks`), on
//! all systems alike. Which secrets there are and what they mean is their owners' business.
//!
//! Only the keyring knows what was ever kept: all entries are under one service name, by
//! which they are found again. A list beside it could be wrong after a crash; this one cannot.

mod chunks;
mod entries;

use crate::error::{ErrorCode, Problem};
use crate::messages::say;
use chunks::StoredSecret;
use entries::{Entries, Memory, SystemKeyring, Unavailable};
use secrecy::{ExposeSecret, SecretSlice};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the keyring may take. It may ask the operator to unlock it, so this is generous.
const PATIENCE: Duration = Duration::from_mins(1);

/// A place for secrets by name. Clones are the same place.
#[derive(Clone)]
pub struct SecretStore {
    system: Option<System>,
    memory: Arc<Memory>,
}

/// The system's keyring, used by one at a time: an operation that outlasts our patience (the
/// operator is being asked for a password) must not finish after a later one.
type System = Arc<Mutex<Box<dyn Entries>>>;

impl fmt::Debug for SecretStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.system {
            Some(_) => "SecretStore(system keyring)",
            None => "SecretStore(memory)",
        })
    }
}

impl SecretStore {
    /// The keyring of the system: Windows Credential Manager, macOS Keychain, or the Secret Service
    /// of the desktop (GNOME Keyring, `KWallet`). Opened at the first use. `service` is the name
    /// under which the system lists the entries.
    pub fn system(service: impl Into<String>) -> Self {
        Self::over(SystemKeyring::new(service.into()))
    }

    /// Memory alone: gone when the program ends. For rehearsal and tests.
    pub fn memory() -> Self {
        Self { system: None, memory: Arc::default() }
    }

    fn over(entries: impl Entries + 'static) -> Self {
        Self { system: Some(Arc::new(Mutex::new(Box::new(entries)))), memory: Arc::default() }
    }

    /// Keeps a secret under that name, in place of what was there. Gives whether it is in the
    /// system's keyring; if not, it is in memory and ends with the program.
    pub async fn put(&self, name: &str, value: SecretSlice<u8>) -> bool {
        let (owned_name, copy) = (name.to_owned(), value.clone());
        let stored = self
            .with_system(move |entries| chunks::write(entries, &owned_name, copy.expose_secret()))
            .await;
        let kept = match stored {
            Some(Ok(())) => true,
            Some(Err(error)) => {
                tracing::warn!(%error, "the keyring did not take a secret; it stays in memory");
                false
            }
            None => false,
        };
        if kept {
            self.memory.forget(name);
        } else {
            self.memory.keep(name, value);
        }
        kept
    }

    /// The secret of that name, if there is one and it is whole. What is not (written half, or by a
    /// version of this program that this one does not know) is removed.
    pub async fn get(&self, name: &str) -> Option<SecretSlice<u8>> {
        // Memory holds a value only when the keyring refused it: then it is the newer one.
        if let Some(value) = self.memory.recall(name) {
            return Some(value);
        }
        let owned_name = name.to_owned();
        let read = self.with_system(move |entries| {
            let found = chunks::read(entries, &owned_name)?;
            if found == StoredSecret::Remains {
                tracing::info!("what the keyring kept cannot be read, and is removed");
                chunks::remove(entries, &owned_name)?;
            }
            Ok(found)
        });
        match read.await? {
            Ok(StoredSecret::Whole(value)) => Some(value.into()),
            Ok(StoredSecret::Nothing | StoredSecret::Remains) => None,
            Err(error) => {
                tracing::warn!(%error, "the keyring gave out no secret");
                None
            }
        }
    }

    /// Whether a secret of that name, if there is one, is in the system's keyring and not in memory.
    pub fn keeps(&self, name: &str) -> bool {
        self.system.is_some() && self.memory.recall(name).is_none()
    }

    /// Removes the secret of that name, wherever it is.
    ///
    /// # Errors
    /// [`ErrorCode::KeyringUnavailable`] when the keyring is there but would not remove it.
    pub async fn remove(&self, name: &str) -> Result<(), Problem> {
        self.memory.forget(name);
        let owned_name = name.to_owned();
        let removed = self.with_system(move |entries| chunks::remove(entries, &owned_name)).await;
        removed
            .map_or(Ok(()), |removed| unless_refused(removed, say!("sign-in-keyring-not-removed")))
    }

    /// Removes every secret that was ever kept here, by this version or another, also of setups that
    /// are gone. Gives for how many setups there was one: a secret's name begins with its setup's.
    ///
    /// # Errors
    /// [`ErrorCode::KeyringUnavailable`] when the keyring is there but did not remove all.
    pub async fn forget_everything(&self) -> Result<u32, Problem> {
        let mut names: BTreeSet<String> =
            self.memory.forget_all().iter().map(|name| owner_of(name)).collect();
        if let Some(removed) = self.with_system(remove_everything).await {
            let removed = unless_refused(removed, say!("sign-in-keyring-not-all-removed"))?;
            names.extend(removed);
        }
        Ok(u32::try_from(names.len()).unwrap_or(u32::MAX))
    }

    /// Runs `work` on the keyring in a thread of its own, because keyrings block; none without a
    /// system keyring. Not in the runtime's pool: that waits for its threads at the end, and a
    /// keyring that never answers would keep the program from ending.
    async fn with_system<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Entries) -> Result<T, Unavailable> + Send + 'static,
    ) -> Option<Result<T, Unavailable>> {
        let system = Arc::clone(self.system.as_ref()?);
        let (answer, answered) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            // What a panicking keyring library left behind is still a keyring.
            let entries = system.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody may be waiting any longer.
            let _ = answer.send(work(entries.as_ref()));
        });
        if let Err(error) = thread {
            return Some(Err(Unavailable::Refused(error.to_string())));
        }
        Some(match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(result)) => result,
            // The thread ended without an answer.
            Ok(Err(_)) => Err(Unavailable::Refused("the keyring library failed".to_owned())),
            Err(_) => Err(Unavailable::TooSlow),
        })
    }
}

/// Removes all entries, going on after one that is refused, and gives whose they were.
fn remove_everything(entries: &dyn Entries) -> Result<BTreeSet<String>, Unavailable> {
    let names = entries.names()?;
    let owners = names.iter().map(|name| owner_of(chunks::secret_of(name))).collect();
    let removed = names.iter().map(|name| entries.delete(name)).fold(Ok(()), Result::and);
    removed.map(|()| owners)
}

/// The setup that a secret belongs to.
fn owner_of(secret: &str) -> String {
    secret.split('/').next().unwrap_or_default().to_owned()
}

/// What was removed; a keyring that is not there was never given anything.
fn unless_refused<T: Default>(
    removed: Result<T, Unavailable>,
    sentence: String,
) -> Result<T, Problem> {
    match removed {
        Ok(removed) => Ok(removed),
        Err(Unavailable::NoKeyring(_)) => Ok(T::default()),
        Err(error @ (Unavailable::Refused(_) | Unavailable::TooSlow)) => {
            Err(Problem::new(ErrorCode::KeyringUnavailable, sentence)
                .with_detail(error.to_string()))
        }
        Err(error @ Unavailable::TooLong(_)) => {
            Err(Problem::of(ErrorCode::Internal).with_detail(error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests;
