//! Which rights a person needs.

use super::page::Page;
use crate::messages::say;

/// Writes the names of rights on one line, and what else there is to know of them.
pub(super) fn write<'a>(
    page: &mut Page,
    rights: impl IntoIterator<Item = &'a String>,
    notes: impl IntoIterator<Item = &'a String>,
) {
    let rights = unique(rights);
    if !rights.is_empty() {
        page.line(&say!("run-book-rights", rights = rights.join(", ")));
    }
    for note in unique(notes) {
        page.nested(note);
    }
}

/// Each text once, in order.
pub(super) fn unique<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for text in texts {
        if !kept.contains(&text.as_str()) {
            kept.push(text);
        }
    }
    kept
}
