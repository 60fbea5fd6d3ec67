//! What each code means with which a script of the bundle can fail.

use super::page::Page;
use crate::error::script_remedy;
use crate::guide::{Guide, ScriptSpec};
use crate::messages::say;
use std::collections::BTreeSet;

/// Writes the codes of these scripts, in the order of the alphabet.
pub(super) fn write(page: &mut Page, guide: &Guide, scripts: &[&ScriptSpec]) {
    let codes: BTreeSet<&str> =
        scripts.iter().flat_map(|spec| &spec.running.codes).map(String::as_str).collect();
    if codes.is_empty() {
        return;
    }
    page.heading(&say!("run-book-codes"));
    page.text(&say!("run-book-codes-text"));
    for code in codes {
        let Some(remedy) = script_remedy(code) else { continue };
        page.line(&format!("{code}: {}", remedy.title));
        page.nested(&remedy.means);
        for (number, next) in (1..).zip(remedy.next_in(&guide.id)) {
            page.nested(&format!("{number}. {next}"));
        }
        page.gap();
    }
}
