//! How long all scripts of all guides take to be written.

use super::median;
use crosstrust_core::guide::{Answers, Library};
use crosstrust_core::script::{ScriptContext, UndoList, write};
use std::time::Instant;

/// The id in every script.
const SETUP: &str = "018f3a52-7b1c-7e44-8d15-3b0a6c9e2f71";

/// How many scripts were written, and the median of the milliseconds that all of them took.
///
/// # Panics
/// A guide is broken.
pub fn all_scripts(rounds: usize) -> (usize, f64) {
    let library = Library::built_in().expect("the guides that are built in");
    let mut count = 0;
    let mut measured = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        count = 0;
        for guide in library.guides() {
            let raw = guide.answers.iter().map(|spec| (spec.id.clone(), spec.example.clone()));
            let (answers, _) = Answers::parse(guide, &raw.collect());
            let undo_list = UndoList::default();
            let context = ScriptContext {
                setup_id: SETUP,
                answers: &answers,
                tenant_id: None,
                undo_list: &undo_list,
                uploaded: &[],
            };
            for spec in &guide.scripts {
                count += usize::from(write(&library, guide, &spec.id, &context).is_ok());
            }
        }
        measured.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    assert!(count > 0, "scripts are written");
    (count, median(measured))
}
