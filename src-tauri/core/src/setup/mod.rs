//! Setups: one walk through one guide for one organisation, saved after every step.
//!
//! The rules (what a receipt, an answer, a decision or a person's word does to the steps) are pure
//! functions on [`Setup`]; `store` puts it on disk; `view` says it in the shape the window shows.

pub mod view;
