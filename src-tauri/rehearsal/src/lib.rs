//! The rehearsal: everything outside Crosstrust that its wizard talks to, simulated on this machine.
//!
//! [`cloud`] is the part of Microsoft's cloud that the wizard uses: sign-in and Microsoft Graph, over
//! HTTP on loopback. [`exchange`] is an Exchange organisation that answers a script with the receipt
//! the real one would give. [`publication`] is what both answer to a check from outside. None knows plans, setups or guides: the wizard meets them as it meets
//! the real ones, through HTTP and through text.
//!
//! Nothing here is secret and nothing leaves the machine. Tokens are made up and their signatures are
//! not signatures; certificates have no private key that anybody holds (see [`certificate`]).

#![forbid(unsafe_code)]

pub mod certificate;
mod clock;
pub mod cloud;
pub mod exchange;
pub mod home;
pub mod publication;

pub use clock::Clock;
pub use home::Home;
