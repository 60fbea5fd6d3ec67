//! The texts of one error code in the catalog: heading, meaning and next steps.

use crate::messages::{self, Text, Value};
use crate::places::RECEIPT_FILE;

/// The texts of one code.
pub(super) struct Texts {
    /// A short heading.
    pub(super) title: Text,
    /// What has happened.
    pub(super) means: Text,
    /// What to do now, in order.
    pub(super) next: Vec<Text>,
}

impl Texts {
    /// The texts of the message with that id: its value, `.means`, `.next-1` and so on.
    pub(super) fn of(id: &str) -> Self {
        let steps = numbered(&format!("{id}.next"));
        Self { title: text(id), means: text(&format!("{id}.means")), next: steps }
    }
}

/// The texts `<beginning>-1`, `<beginning>-2` and so on, as far as there are any.
pub(super) fn numbered(beginning: &str) -> Vec<Text> {
    let ids = (1..).map(|number: u32| format!("{beginning}-{number}"));
    ids.take_while(|id| messages::has(id)).map(|id| text(&id)).collect()
}

fn text(id: &str) -> Text {
    Text::of(id, [("file", Value::Raw(RECEIPT_FILE.to_owned()))])
}
