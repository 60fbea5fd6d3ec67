//! The clipboard of the system, for text and nothing else.

use crate::app::locked;
use std::sync::Mutex;

/// The clipboard, from the first copied text on. On Linux the text ends with it.
#[derive(Default)]
pub(crate) struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    /// Copies text.
    pub(crate) fn copy(&self, text: &str) -> Result<(), arboard::Error> {
        let mut kept = locked(&self.0);
        let clipboard = match &mut *kept {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new()?),
        };
        clipboard.set_text(text)
    }

    /// Lets go of it before the program ends, so that a clipboard manager can keep the text.
    pub(crate) fn release(&self) {
        *locked(&self.0) = None;
    }
}
