//! A simulated Exchange organisation that answers "run this script" with what the window of a real
//! server would print, the receipt included.
//!
//! It does not interpret PowerShell. It reads from the script what only the script knows (its answers
//! and the steps of its last part, see `script`) and carries out the meaning of each step on its own
//! state (`steps`). A script with a step it does not know is refused, so that nothing is rehearsed
//! that would go differently for real; tests hold it against receipts recorded on a real engine and
//! against every script of the built-in guide.
//!
//! The caller keeps an [`Organisation`] between runs; it is plain data ([`crate::Home`] keeps it).

mod literal;
mod organisation;
mod run;
mod script;
mod situation;
mod steps;
#[cfg(test)]
mod tests;

pub use organisation::{
    Account, Application, Assignment, AuthCertificate, AuthServer, Connector, Organisation, Role,
    Window,
};
pub use run::RunOutput;
pub use script::NotRehearsed;
pub use situation::Situation;
