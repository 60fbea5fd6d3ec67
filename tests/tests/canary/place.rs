//! A simulated cloud whose codes and tokens hold words that are searched for.

use crate::search::Search;
use crosstrust_rehearsal::cloud::{Canary, Cloud, CloudOptions, RunningCloud, SecretKind};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How long the program may take to come to something.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The cloud, on a thread of its own, so that tests can wait for programs.
pub(crate) struct Place {
    pub(crate) cloud: RunningCloud,
    _until_dropped: oneshot::Sender<()>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let (started, cloud) = mpsc::channel();
        let (until_dropped, dropped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let options =
                    CloudOptions { poll_interval: 1, canaries: true, ..CloudOptions::default() };
                started.send(Cloud::start(options).await.unwrap()).unwrap();
                let _ = dropped.await;
            });
        });
        Self { cloud: cloud.recv().unwrap(), _until_dropped: until_dropped }
    }

    /// How many secrets of each kind were given out.
    pub(crate) fn issued(&self) -> BTreeMap<SecretKind, usize> {
        let mut issued = BTreeMap::new();
        for Canary { kind, .. } in self.cloud.canaries() {
            *issued.entry(kind).or_default() += 1;
        }
        issued
    }

    /// Waits until so many secrets of that kind were given out.
    pub(crate) fn wait_for(&self, kind: SecretKind, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.issued().get(&kind).is_none_or(|issued| *issued < count) {
            assert!(Instant::now() < deadline, "{count} of {kind:?}: {:?}", self.issued());
            std::thread::yield_now();
        }
    }

    /// A search for all that was given out.
    pub(crate) fn search(&self) -> Search {
        Search::new(&self.cloud.canaries())
    }
}
