//! What the first page shows of each setup, read once and kept in memory.
//!
//! Each outline belongs to the stamp of its file. A file with another stamp is read again, so an outline that
//! no longer holds is never shown. Nothing of it is on disk.

use super::stamp::Stamp;
use super::{Loaded, SetupFolder, Store, StoreError};
use crate::error::Problem;
use crate::guide::GuideId;
use crate::setup::{History, Setup, SetupId, SetupJournal};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// More threads than this only wait for the disk.
const MOST_THREADS: usize = 8;

/// A setup without its journal, history, copies of keys, plan and receipts: all that its summary needs. It can
/// neither be changed nor saved.
#[derive(Clone, Debug)]
pub struct Outline(Setup);

impl Outline {
    pub(in crate::setup) fn of(mut setup: Setup) -> Self {
        setup.journal = SetupJournal::default();
        setup.history = History::default();
        setup.backups = Vec::new();
        setup.plan = None;
        setup.discovery = Vec::new();
        setup.last_receipt = None;
        setup.probed = None;
        Self(setup)
    }

    /// The id of the setup.
    pub fn id(&self) -> SetupId {
        self.0.id()
    }

    /// The guide of the setup.
    pub fn guide(&self) -> &GuideId {
        self.0.guide()
    }

    /// Whether the setup is a rehearsal.
    pub fn is_rehearsal(&self) -> bool {
        self.0.is_rehearsal()
    }

    /// What is left of the setup, to summarize it.
    pub(in crate::setup) fn setup(&self) -> &Setup {
        &self.0
    }
}

/// The outlines that were read, each with the stamp of its file.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    known: Mutex<HashMap<SetupId, (Stamp, Arc<Outline>)>>,
    /// One reading of all files after another: the second finds what the first has read.
    reading: Mutex<()>,
}

impl Outlines {
    fn known(&self) -> MutexGuard<'_, HashMap<SetupId, (Stamp, Arc<Outline>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reading(&self) -> MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Read = Result<(Arc<Outline>, Option<Problem>), StoreError>;

impl Store {
    /// The outline of every setup that can be read, last changed first, and a problem for each file that cannot.
    /// As [`Store::list`], but a file that has not changed since the last time is not read again.
    pub fn outlines(&self, now: Timestamp) -> (Vec<Arc<Outline>>, Vec<Problem>) {
        self.outlines_by(|folder, id| self.read(folder, id, now))
    }

    /// The outline of every setup that can be read as it is. Damage is left to be reported and put right by
    /// [`Store::outlines`].
    pub fn readable_outlines(&self) -> Vec<Arc<Outline>> {
        self.outlines_as_they_are().0
    }

    /// The outline of every setup, where all can be read as they are. Where one cannot, [`Store::outlines`] has to put
    /// it right and to report it.
    pub fn undamaged_outlines(&self) -> Option<Vec<Arc<Outline>>> {
        let (outlines, problems) = self.outlines_as_they_are();
        problems.is_empty().then_some(outlines)
    }

    fn outlines_as_they_are(&self) -> (Vec<Arc<Outline>>, Vec<Problem>) {
        self.outlines_by(|folder, id| folder.read(id).map(Loaded::of))
    }

    fn outlines_by(
        &self,
        read: impl Fn(&SetupFolder, SetupId) -> Result<Loaded, StoreError> + Sync,
    ) -> (Vec<Arc<Outline>>, Vec<Problem>) {
        let _one_at_a_time = self.outlines.reading();
        let mut outlines = Vec::new();
        let mut problems = Vec::new();
        let mut there = Vec::new();
        for folder in &self.setup_folders {
            let ids = match folder.ids() {
                Ok(ids) => ids,
                Err(error) => {
                    problems.push(error.into());
                    continue;
                }
            };
            let known = |id: &SetupId| {
                let stamp = folder.files(*id).stamp()?;
                let known = self.outlines.known();
                known.get(id).filter(|(of, _)| *of == stamp).map(|(_, outline)| Arc::clone(outline))
            };
            let mut changed = Vec::new();
            for id in &ids {
                match known(id) {
                    Some(outline) => outlines.push(outline),
                    None => changed.push(*id),
                }
            }
            let outline = |id| self.read_outline(folder, id, || read(folder, id));
            for read in side_by_side(&changed, outline) {
                match read {
                    Ok((outline, damage)) => {
                        outlines.push(outline);
                        problems.extend(damage);
                    }
                    // Removed by another window since the folder was read.
                    Err(StoreError::NotFound(_)) => {}
                    Err(error) => problems.push(error.into()),
                }
            }
            there.extend(ids);
        }
        let there: HashSet<SetupId> = there.into_iter().collect();
        self.outlines.known().retain(|id, _| there.contains(id));
        outlines
            .sort_by_key(|outline| (std::cmp::Reverse(outline.setup().changed()), outline.id()));
        (outlines, problems)
    }

    /// Reads what [`Store::outlines`] will need, before anybody waits for it.
    pub fn read_ahead(&self) {
        drop(self.readable_outlines());
    }

    /// How many outlines are kept.
    #[cfg(test)]
    pub(super) fn known_outlines(&self) -> usize {
        self.outlines.known().len()
    }

    fn read_outline(
        &self,
        folder: &SetupFolder,
        id: SetupId,
        read: impl FnOnce() -> Result<Loaded, StoreError>,
    ) -> Read {
        let files = folder.files(id);
        let before = files.stamp();
        let Loaded { setup, damage } = read()?;
        let outline = Arc::new(Outline::of(setup));
        // Only of a file that stayed as it was while it was read, and that no change of the same moment follows.
        let stamp =
            before.filter(|stamp| files.stamp() == before && stamp.is_settled(SystemTime::now()));
        if let (Some(stamp), None) = (stamp, &damage) {
            self.outlines.known().insert(id, (stamp, Arc::clone(&outline)));
        }
        Ok((outline, damage))
    }
}

/// Does this for each, several at a time, and gives the results in their order.
fn side_by_side<T: Send>(ids: &[SetupId], act: impl Fn(SetupId) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = ids.len().div_ceil(threads.min(MOST_THREADS)).max(1);
    let act = &act;
    std::thread::scope(|scope| {
        let act_on = |ids: &[SetupId]| ids.iter().map(|id| act(*id)).collect::<Vec<T>>();
        let shares: Vec<_> =
            ids.chunks(share).map(|ids| scope.spawn(move || act_on(ids))).collect();
        let joined = shares.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.flat_map(|read| read.expect("BUG: reading a setup does not panic")).collect()
    })
}
