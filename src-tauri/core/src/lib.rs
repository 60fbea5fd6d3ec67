//! Everything the wizard knows, and no desktop: guides, scripts, receipts, certificates, setups,
//! sign-in, Microsoft Graph, and the probe that asks as Teams does.
//!
//! Each hop of a setup is one function with plain values in and out (see the README's map). Clock,
//! folders and base URLs come in as values; nothing here reads the environment. Inside the crate
//! `setup` knows `guide`, `receipt` and `certificate`; `graph` and `entra` know neither guides nor
//! setups.
#![forbid(unsafe_code)]

mod archive;
pub mod certificate;
pub mod clock;
pub mod clouds;
pub mod disk;
pub mod dns;
pub mod entra;
pub mod error;
pub mod features;
pub mod file_name;
pub mod graph;
pub mod guide;
pub mod http;
pub mod ids;
pub mod messages;
pub mod places;
pub mod probe;
pub mod receipt;
pub mod redact;
pub mod rehearsal;
pub mod report;
pub mod runner;
#[cfg(test)]
mod schema;
pub mod script;
pub mod serving;
pub mod setup;
pub mod support;
pub mod text;
pub mod timeline;
