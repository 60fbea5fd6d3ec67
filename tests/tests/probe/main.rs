//! The probe against real HTTPS servers on loopback, to which every host is mapped: one situation a
//! test, and every code at least once. Nothing leaves this computer.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

mod connection;
mod figures;
mod lookup;
mod rehearsal;
mod script;
mod service;
mod tls;
mod world;
