//! The names that are in the receipts of every guide. They are part of the format of receipts: a guide's
//! own steps have other names.

use super::StepId;

/// The step in which a script checks its window.
pub const SHELL_STEP: &str = "shell";

/// The step of discovery. Where a guide looks at several places, the place follows: `discovery-skype`.
pub const DISCOVERY_STEP: &str = "discovery";

/// The fact with the certificates of a step, one entry each.
pub const CERTIFICATES_FACT: &str = "certificates";

/// The fact of an undo script that says whether the object still exists.
pub const PRESENT_FACT: &str = "present";

impl StepId {
    /// Whether discovery reports under this name.
    pub fn is_discovery(&self) -> bool {
        let place = self.as_str().strip_prefix(DISCOVERY_STEP);
        place.is_some_and(|place| place.is_empty() || place.starts_with('-'))
    }

    /// Whether no step of a guide can have this name.
    pub(crate) fn is_reserved(&self) -> bool {
        self.as_str() == SHELL_STEP || self.is_discovery()
    }
}
