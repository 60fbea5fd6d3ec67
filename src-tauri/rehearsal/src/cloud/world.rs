//! Everything the request handlers share, behind one lock.

use super::canary::Canaries;
use super::client::Registration;
use super::fault::Faults;
use super::record::Record;
use super::tenant::Tenant;
use crate::{Clock, Home};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// The simulated cloud's state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    pub(crate) home: Home,
    pub(crate) clock: Clock,
    pub(crate) url: Url,
    /// Seconds between two polls with a device code.
    pub(crate) poll_interval: u32,
    /// Seconds for which a device code is good.
    pub(crate) code_lifetime: u32,
    /// How long the way here and back takes.
    pub(crate) latency: Duration,
    /// The organisation's own apps; none: any id is one.
    pub(crate) registrations: Vec<Registration>,
    pub(crate) canaries: Canaries,
}

impl World {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Keeps the tenant. A disk that refuses does not stop a rehearsal; it is logged.
    pub(crate) fn keep(&mut self) {
        let now = self.now();
        self.tenant.forget_old(now);
        if let Err(error) = self.home.write(&self.tenant) {
            tracing::error!(%error, "the rehearsal's tenant was not saved");
        }
    }
}

/// The state, shared by the handlers.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub(crate) fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    /// A handler that panicked leaves whole values behind, so the state is used on.
    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
