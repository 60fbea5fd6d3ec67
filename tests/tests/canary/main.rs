//! No token anywhere: a simulated cloud puts a word of its own into every code and token it gives out,
//! the program is run in its most talkative setting, through errors that repeat what was sent, to a
//! crash; and then everything it wrote and said is searched for the words, in every encoding.
//!
//! The keyring alone may hold them: that is what it is for.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

mod place;
mod search;

mod command_line;
#[cfg(target_os = "linux")]
mod window;
