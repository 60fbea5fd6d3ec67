//! The texts of one error code in the catalog: heading, meaning and next steps.

use crate::messages;
use crate::places::RECEIPT_FILE;
use fluent_bundle::FluentValue;

/// The texts of one code.
pub(super) struct Texts {
    /// A short heading.
    pub(super) title: String,
    /// What has happened.
    pub(super) means: String,
    /// What to do now, in order.
    pub(super) next: Vec<String>,
}

impl Texts {
    /// The texts of the message with that id: its value, `.means`, `.next-1` and so on.
    pub(super) fn of(id: &str) -> Self {
        let steps = numbered(&format!("{id}.next"));
        Self { title: text(id), means: text(&format!("{id}.means")), next: steps }
    }
}

/// The texts `<beginning>-1`, `<beginning>-2` and so on, as far as there are any.
pub(super) fn numbered(beginning: &str) -> Vec<String> {
    messages::numbered(beginning, &values())
}

fn text(id: &str) -> String {
    messages::message(id, &values())
}

fn values() -> [(&'static str, FluentValue<'static>); 1] {
    [("file", FluentValue::from(RECEIPT_FILE))]
}
