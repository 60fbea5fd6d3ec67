//! Torture: programs are killed at random moments and files are damaged, and what is opened afterwards is
//! compared with what had been saved. Counts are kept of everything, and a sentence of each violation.

pub mod program;
pub mod store;
pub mod walk;
pub mod window;

use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// How many violations are kept in words. All are counted.
const MOST_WORDS: usize = 50;

/// What was tried, and what did not hold.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// What was counted, by its name.
    pub counts: BTreeMap<String, u64>,
    /// How many violations there were.
    pub violations: u64,
    /// The first violations in words.
    pub words: Vec<String>,
}

impl Report {
    /// Counts one more.
    pub fn count(&mut self, name: &str) {
        self.count_more(name, 1);
    }

    /// Counts several more.
    ///
    /// # Panics
    /// Never: no count is that large.
    pub fn count_more(&mut self, name: &str, more: usize) {
        let more = u64::try_from(more).expect("a count");
        *self.counts.entry(name.to_owned()).or_default() += more;
    }

    /// How often this was counted.
    pub fn counted(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// Records a violation.
    pub fn violation(&mut self, words: String) {
        self.violations += 1;
        if self.words.len() < MOST_WORDS {
            self.words.push(words);
        }
    }

    /// The report in lines for a person.
    pub fn lines(&self) -> String {
        let counts = self.counts.iter().map(|(name, count)| format!("  {name:<44}{count:>9}\n"));
        let words = self.words.iter().map(|words| format!("  VIOLATION: {words}\n"));
        let violations = format!("  {:<44}{:>9}\n", "violations", self.violations);
        counts.chain([violations]).chain(words).collect()
    }
}

/// When to end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// At this time.
    pub until: Instant,
    /// After this many kills.
    pub kills: u64,
}

impl Limits {
    /// Whether there is time for another kill after this many.
    pub fn allow(&self, kills: u64) -> bool {
        kills < self.kills && Instant::now() < self.until
    }
}
