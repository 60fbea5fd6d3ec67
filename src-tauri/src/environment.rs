//! What the program runs with. The window has the real system; tests and the browser host have their own.

use crate::desktop::Desktop;
use crate::run_script::Computer;
use crate::tenant;
use crate::update_check::UpdateSource;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::graph::RetryPolicy;

/// What the program runs with.
pub struct Environment {
    /// Clipboard, browser, file manager and dialogs.
    pub desktop: Box<dyn Desktop>,
    /// Opens the place where sign-ins are kept.
    pub keyring: fn() -> SecretStore,
    /// How patient the program is with Graph, from a seed.
    pub policy: fn(u64) -> RetryPolicy,
    /// Finds out what the computer offers to run scripts.
    pub computer: Box<dyn Fn() -> Computer + Send + Sync>,
    /// Where to look for a newer version; none where the program is updated in another way.
    pub updates: Option<UpdateSource>,
}

impl Environment {
    /// The system's keyring and Microsoft's own cloud.
    pub(crate) fn real(desktop: impl Desktop + 'static) -> Self {
        Self {
            desktop: Box::new(desktop),
            keyring: tenant::keyring,
            policy: RetryPolicy::real,
            computer: Box::new(Computer::this),
            updates: UpdateSource::built_in(),
        }
    }
}
