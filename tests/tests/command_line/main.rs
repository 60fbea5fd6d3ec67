//! The command line of the program, run as a script runs it: words in; standard output, standard
//! error and an exit code out. Clouds are simulated ones on loopback.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

mod brought;
mod certificate;
mod check;
mod cloud;
mod declined;
mod desired_state;
mod export;
mod files;
mod hybrid_application;
mod pasted;
mod person;
mod probe;
mod program;
mod proxy;
mod receipt;
mod refusals;
mod rehearse;
mod restore;
mod run;
mod run_book;
mod sign_in;
mod terminal;
mod upload;
mod usage;
mod verify;
