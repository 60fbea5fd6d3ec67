//! Faults, each by itself: the program's own logic over real HTTP against the simulated cloud, and
//! then every claim compared with what the tenant holds. One file a family of faults.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

mod broken;
mod busy;
mod clocks;
mod command_line;
mod compare;
mod interception;
mod keys;
mod names;
mod network;
mod others;
mod principals;
mod replication;
mod rights;
mod stage;
mod time;
mod words;
