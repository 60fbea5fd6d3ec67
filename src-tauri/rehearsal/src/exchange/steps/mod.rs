//! What each step of the Teams procedure does, in the order of its scripts: the same questions, the
//! same changes, the same facts, the same refusals and words.

mod account;
mod application;
mod certificate;
mod discovery;
mod oauth;
mod role;
