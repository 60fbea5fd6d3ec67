//! Sends each request once, however many wait for its answer, and a second time where a server reports
//! a fault of its own. Counts what is sent.

use super::recording::Recorded;
use super::request::{Authorization, Hop, Transport};
use super::{OnProbeProgress, ProbeProgress};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// A request that is under way, or its answer.
type SharedHop = Shared<BoxFuture<'static, Arc<Hop>>>;

/// The client of one probe.
#[derive(Clone)]
pub(super) struct ProbeClient(Arc<Inner>);

/// Where answers come from.
pub(super) enum Source {
    /// The network.
    Network {
        /// What sends.
        transport: Box<Transport>,
        /// How long a server gets before it is asked again.
        pause: Duration,
    },
    /// What a script recorded elsewhere.
    Recorded(Recorded),
}

struct Inner {
    source: Source,
    on_progress: Option<OnProbeProgress>,
    requests: Mutex<Vec<((Url, Authorization), SharedHop)>>,
    sent: AtomicU32,
    asked: AtomicU32,
    ended: AtomicU32,
}

impl ProbeClient {
    pub(super) fn new(source: Source, on_progress: Option<OnProbeProgress>) -> Self {
        Self(Arc::new(Inner {
            source,
            on_progress,
            requests: Mutex::default(),
            sent: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            ended: AtomicU32::new(0),
        }))
    }

    /// The answer to that request, which is sent only once.
    pub(super) async fn ask(&self, url: &Url, authorization: Authorization) -> Arc<Hop> {
        let shared = {
            let key = (url.clone(), authorization);
            let mut all = self.0.requests.lock().unwrap_or_else(PoisonError::into_inner);
            let known = all.iter().find(|(known, _)| *known == key).map(|(_, hop)| hop.clone());
            known.unwrap_or_else(|| {
                let (this, url) = (self.clone(), url.clone());
                let request = async move {
                    this.0.asked.fetch_add(1, Ordering::Relaxed);
                    this.report(&url);
                    let hop = this.send(&url, authorization).await;
                    this.0.ended.fetch_add(1, Ordering::Relaxed);
                    this.report(&url);
                    Arc::new(hop)
                };
                let request = request.boxed().shared();
                all.push((key, request.clone()));
                request
            })
        };
        shared.await
    }

    /// Reports the progress of the probe.
    fn report(&self, url: &Url) {
        if let Some(on_progress) = &self.0.on_progress {
            on_progress(ProbeProgress {
                host: url.host_str().unwrap_or_default().to_owned(),
                asked: self.0.asked.load(Ordering::Relaxed),
                answered: self.0.ended.load(Ordering::Relaxed),
            });
        }
    }

    async fn send(&self, url: &Url, authorization: Authorization) -> Hop {
        let (transport, pause) = match &self.0.source {
            Source::Network { transport, pause } => (transport, *pause),
            Source::Recorded(recorded) => return self.counted(recorded.hop(url, authorization)),
        };
        let first = self.counted(transport.send(url, authorization).await);
        let Ok(answer) = &first.answer else { return first };
        if !answer.is_server_fault() {
            return first;
        }
        let status = answer.status;
        tokio::time::sleep(pause).await;
        let second = self.counted(transport.send(url, authorization).await);
        Hop { first_status: Some(status), ..second }
    }

    fn counted(&self, hop: Hop) -> Hop {
        if hop.sent {
            self.0.sent.fetch_add(1, Ordering::Relaxed);
        }
        hop
    }

    /// How many requests were sent.
    pub(super) fn sent(&self) -> u32 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// Every request that was answered, in the order in which they were first sent.
    pub(super) fn answered(&self) -> Vec<Arc<Hop>> {
        let all = self.0.requests.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(|(_, hop)| hop.peek().cloned()).collect()
    }
}
