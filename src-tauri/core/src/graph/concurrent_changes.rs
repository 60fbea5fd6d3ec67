//! Keys and names of others that show only while we write.
//!
//! A read after a write may come from a server that is behind, and then shows the keys as they were
//! just before it. A key there that was not in the reading the write was made from has been added in
//! between, by another person or tool, and the write, which replaces all keys, has taken it away. It
//! has shown with its content, so it is restored, and the operator sees that. Names are handled in the same way.
//!
//! What cannot be proved: a server that is far behind may show a key that somebody has just removed
//! on purpose. It looks the same. A key too many is reported and can be removed again; a key that is lost
//! cannot be had again, so it is put back.

use super::decide::{Decision, PutBack};
use super::key::KeyCredential;
use super::principal::PrincipalReading;
use super::{KeyIdentity, PlannedKey, spn};
use crate::error::{ErrorCode, Problem};
use crate::ids::Thumbprint;
use crate::messages::{All, Text, text};
use std::collections::BTreeSet;

/// What others change on one principal meanwhile.
#[derive(Debug, Default)]
pub(super) struct ConcurrentChanges {
    /// What any decision knew of: a server that is behind may go on showing it.
    known: BTreeSet<KeyIdentity>,
    known_names: BTreeSet<String>,
    seen: Vec<KeyCredential>,
    seen_names: Vec<String>,
    put_back: Vec<Thumbprint>,
    put_back_names: Vec<String>,
}

/// What was sent so far: only what is replaced can be taken away.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Replaced {
    pub(super) keys: bool,
    pub(super) names: bool,
}

impl Replaced {
    pub(super) fn anything(self) -> bool {
        self.keys || self.names
    }
}

impl ConcurrentChanges {
    /// Remembers what was there when this was decided, and what it brings.
    pub(super) fn know(&mut self, decision: &Decision) {
        self.known.extend(decision.plan.keys.iter().filter_map(PlannedKey::identity));
        let sent = decision.sends.names.iter().flatten();
        let names = decision.known_names.iter().chain(sent);
        self.known_names.extend(names.map(|name| spn::folded(name)));
    }

    /// Notes the keys and names of a read after a write that were not there when it was decided.
    pub(super) fn note(&mut self, reading: &PrincipalReading, replaced: Replaced) {
        for key in reading.keys().iter().filter(|_| replaced.keys) {
            let identity = key.identity();
            let is_known = identity.as_ref().is_some_and(|one| self.known.contains(one));
            if !is_known && !self.seen.iter().any(|seen| seen.identity() == identity) {
                self.seen.push(key.clone());
            }
        }
        for name in reading.names().iter().filter(|_| replaced.names) {
            if !self.known_names.contains(&spn::folded(name)) && !spn::has(&self.seen_names, name) {
                self.seen_names.push(name.clone());
            }
        }
    }

    /// Keys that are valid and that this reading does not show any more.
    fn lost<'a>(
        &'a self,
        reading: &'a PrincipalReading,
    ) -> impl Iterator<Item = &'a KeyCredential> {
        self.seen.iter().filter(|seen| !seen.is_expired(reading.at) && !reading.shows(seen))
    }

    fn lost_names(&self, reading: &PrincipalReading) -> Vec<String> {
        spn::lacking(reading.names(), &self.seen_names)
    }

    /// Those that are lost and can be put back.
    pub(super) fn to_put_back(&self, reading: &PrincipalReading) -> PutBack {
        PutBack {
            keys: self.lost(reading).filter_map(|key| key.resendable().cloned()).collect(),
            names: self.lost_names(reading),
        }
    }

    /// Remembers that these are about to be put back.
    pub(super) fn remember(&mut self, put_back: &PutBack) {
        for key in &put_back.keys {
            if !self.put_back.contains(&key.thumbprint) {
                self.put_back.push(key.thumbprint);
            }
        }
        self.put_back_names.extend(spn::lacking(&self.put_back_names, &put_back.names));
    }

    /// Adds to a problem what this reading shows of them, when the end is not known: a write may still
    /// be on its way, so none is called lost or put back.
    pub(super) fn mention(&self, reading: &PrincipalReading, problem: &mut Problem) {
        let lost: Vec<_> = self.lost(reading).map(KeyCredential::name).collect();
        let lost_names = self.lost_names(reading);
        let there = self.seen.iter().filter(|seen| reading.shows(seen));
        let there: Vec<_> = there.map(KeyCredential::name).collect();
        let names_there = spn::lacking(&lost_names, &self.seen_names);
        if !there.is_empty() || !names_there.is_empty() {
            let changed = listed(&there, &names_there);
            let sentence = text!("graph-others-shown", list = changed);
            problem.message = std::mem::take(&mut problem.message).then(sentence);
        }
        if !lost.is_empty() || !lost_names.is_empty() {
            let changed = listed(&lost, &lost_names);
            let sentence = text!("graph-others-not-shown", list = changed);
            problem.message = std::mem::take(&mut problem.message).then(sentence);
        }
        if !lost.is_empty() {
            let next = text!("graph-others-key-next");
            problem.next.push(next);
        }
        if !lost_names.is_empty() {
            let next = text!("graph-others-name-next");
            problem.next.push(next);
        }
    }

    /// What the operator must know when the end is known, and whether anything is lost for good.
    pub(super) fn problem(&self, reading: &PrincipalReading) -> Option<(Problem, bool)> {
        let lost: Vec<_> = self.lost(reading).map(KeyCredential::name).collect();
        let lost_names = self.lost_names(reading);
        let is_lost = !lost.is_empty() || !lost_names.is_empty();
        let (keys, names) = if is_lost {
            (lost, &lost_names)
        } else {
            (self.put_back.iter().map(Thumbprint::to_string).collect(), &self.put_back_names)
        };
        if keys.is_empty() && names.is_empty() {
            return None;
        }
        let what = match (keys.is_empty(), names.is_empty()) {
            (_, true) => "key",
            (true, false) => "name",
            (false, false) => "both",
        };
        let changed = listed(&keys, names);
        let (message, next) = if is_lost {
            (
                text!("graph-others-lost", list = changed),
                text!("graph-others-lost-next", what = what),
            )
        } else {
            let next = text!("graph-others-restored-next", what = what);
            (text!("graph-others-restored", list = changed), next)
        };
        let problem =
            Problem { next: vec![next], ..Problem::new(ErrorCode::KeysChangedMeanwhile, message) };
        Some((problem, is_lost))
    }
}

fn listed(keys: &[String], names: &[String]) -> All<Text> {
    let names = names.iter().map(|name| text!("graph-others-list-name", name = name));
    All(keys.iter().map(|key| Text::from(key.as_str())).chain(names).collect())
}
