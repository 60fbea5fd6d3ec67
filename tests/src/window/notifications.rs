//! What shows notifications on a desktop: it writes down what it is asked to show.

#![expect(clippy::used_underscore_binding, reason = "zbus passes on every argument")]

use super::desktop::wait_for;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

/// The notifications of a desktop. It shows them until it is dropped.
pub struct Notifications {
    shown: Shown,
    _connection: Connection,
}

/// The title and the words of each, in order.
type Shown = Arc<Mutex<Vec<(String, String)>>>;

struct Service(Shown);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        _app_name: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push((summary, body));
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }
}

impl Notifications {
    pub(super) fn on(bus: &str) -> Self {
        let shown = Shown::default();
        let service = Service(Arc::clone(&shown));
        let connection = connection::Builder::address(bus)
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(|bus| bus.serve_at("/org/freedesktop/Notifications", service))
            .and_then(connection::Builder::build)
            .expect("nobody else shows notifications on this bus");
        Self { shown, _connection: connection }
    }

    /// The title and the words of each notification so far.
    pub fn shown(&self) -> Vec<(String, String)> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until there is a notification.
    ///
    /// # Panics
    /// There is none in time.
    pub fn wait(&self) {
        wait_for("a notification", || !self.shown().is_empty());
    }
}
