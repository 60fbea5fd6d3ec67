//! Keys of others that show only while we write.
//!
//! A read after a write may come from a server that is behind, and then shows the keys as they were
//! just before it. A key there that was not in the reading the write was made from has been added in
//! between, by another person or tool, and the write, which replaces all keys, has taken it away. It
//! has shown with its content, so it is put back, and the operator is told.
//!
//! What cannot be proved: a server that is far behind may show a key that somebody has just removed
//! on purpose. It looks the same. A key too many is told and can be removed again; a key that is lost
//! cannot be had again, so it is put back.

use super::decide::Decision;
use super::key::{KeyBytes, KeyCredential};
use super::principal::Reading;
use crate::error::{ErrorCode, Problem};

/// The strangers of one principal.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    seen: Vec<KeyCredential>,
    put_back: Vec<String>,
}

impl Strangers {
    /// Notes the keys of a read after a write that were not there when it was decided.
    pub(super) fn note(&mut self, reading: &Reading, decision: &Decision) {
        for key in reading.keys() {
            let known = |name: &str| {
                decision.plan.keys.iter().any(|planned| {
                    planned.thumbprint.as_deref().or(planned.key_id.as_deref()) == Some(name)
                }) || self.seen.iter().any(|seen| seen.name() == name)
            };
            if !known(&key.name()) {
                self.seen.push(key.clone());
            }
        }
    }

    /// Those that are valid and that this reading does not show any more.
    fn lost<'a>(&'a self, reading: &'a Reading) -> impl Iterator<Item = &'a KeyCredential> {
        self.seen.iter().filter(|seen| {
            !seen.is_expired(reading.at)
                && !reading.keys().iter().any(|key| key.name() == seen.name())
        })
    }

    /// Those that are lost and can be put back.
    pub(super) fn to_put_back(&self, reading: &Reading) -> Vec<KeyBytes> {
        self.lost(reading).filter_map(|key| key.resendable().cloned()).collect()
    }

    /// Remembers that these are about to be put back.
    pub(super) fn remember(&mut self, keys: &[KeyBytes]) {
        for key in keys {
            let name = key.thumbprint.to_string();
            if !self.put_back.contains(&name) {
                self.put_back.push(name);
            }
        }
    }

    /// Adds to a problem what this reading shows of them, when the end is not known: a write may still
    /// be on its way, so none is called lost or put back.
    pub(super) fn mention(&self, reading: &Reading, problem: &mut Problem) {
        let held = reading.names();
        let lost: Vec<_> = self.lost(reading).map(KeyCredential::name).collect();
        let there: Vec<_> =
            self.seen.iter().map(KeyCredential::name).filter(|name| held.contains(name)).collect();
        for (names, shows) in [(&there, "shows it"), (&lost, "does not show it")] {
            if !names.is_empty() {
                problem.message = format!(
                    "{} While the keys were written, another person or tool added {}; the last reading {shows}.",
                    problem.message,
                    names.join(" and ")
                );
            }
        }
        if !lost.is_empty() {
            let next = "If the key of the other person or tool does not show when you verify, find out who manages it, and have it uploaded again.";
            problem.next.push(next.to_owned());
        }
    }

    /// What the operator must know when the end is known, and whether a key is lost for good.
    pub(super) fn told(&self, reading: &Reading) -> Option<(Problem, bool)> {
        let lost: Vec<_> = self.lost(reading).map(KeyCredential::name).collect();
        let (message, next) = if !lost.is_empty() {
            (
                format!(
                    "While the keys were written, another person or tool added {}. The write took it away, and it could not be put back.",
                    lost.join(" and ")
                ),
                "Find out who manages that key (the tool or forest with this thumbprint), and have it uploaded again.",
            )
        } else if !self.put_back.is_empty() {
            (
                format!(
                    "While the keys were written, another person or tool added {}. The write took it away for a moment; it has been put back.",
                    self.put_back.join(" and ")
                ),
                "If somebody removed that key on purpose just now, remove it again. Else there is nothing to do.",
            )
        } else {
            return None;
        };
        let problem = Problem {
            next: vec![next.to_owned()],
            ..Problem::new(ErrorCode::KeysChangedMeanwhile, message)
        };
        Some((problem, !lost.is_empty()))
    }
}
