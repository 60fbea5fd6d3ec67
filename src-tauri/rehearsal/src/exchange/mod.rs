//! A simulated Exchange organisation that answers "run this script" with what the window of a real
//! server would print, the receipt included.
//!
//! It does not interpret PowerShell. It reads from the script what only the script knows (its answers
//! and the calls of its last part, see `script`) and carries out the meaning of each call on its own
//! state (`steps`, one file a family of functions). A script with a step it does not know is refused,
//! so that nothing is rehearsed that would go differently for real; tests hold it against receipts
//! recorded on a real engine and against every script of the guides.
//!
//! How an organisation begins depends on the guide (`situation`, one file a guide): what one guide has
//! set up is not what another one looks for.
//!
//! The caller keeps an [`Organisation`] between runs; it is plain data ([`crate::Home`] keeps it).

pub mod dns;
mod exchange_server;
mod hybrid;
mod literal;
mod organisation;
mod parameters;
mod planned;
mod run;
mod script;
mod situation;
mod skype;
mod steps;
#[cfg(test)]
mod tests;
mod window;

pub use exchange_server::{ClientAccess, ExchangeServers, Lack, TeamsAccess};
pub use hybrid::{AddressSpace, Asked, Hybrid, OtherServer, SettingOverride, VirtualDirectory};
pub use organisation::{
    Account, Assignment, AuthCertificate, AuthServer, Connector, Interruption, ManagementRole,
    Organisation, PartnerApplication,
};
pub use parameters::Parameters;
pub use planned::NotApplied;
pub use run::RunOutput;
pub use script::{NotRehearsed, guide_of};
pub use situation::{NotBegun, Situation, SituationText};
pub use skype::{SkypeOAuthServer, SkypePartner, SkypeServer, SkypeWebServer};
pub use window::Window;
