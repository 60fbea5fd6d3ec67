//! The table of remedies.
/// Words for a code.
pub struct Remedy;
