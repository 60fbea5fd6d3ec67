//! Sends each request once, however many wait for its answer, and a second time where a server reports
//! a fault of its own. Counts what is sent.

use super::request::{Authorization, Hop, Transport};
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
pub(super) struct Client(Arc<Inner>);

struct Inner {
    transport: Transport,
    /// How long a server gets before it is asked again.
    pause: Duration,
    requests: Mutex<Vec<((Url, Authorization), SharedHop)>>,
    sent: AtomicU32,
}

impl Client {
    pub(super) fn new(transport: Transport, pause: Duration) -> Self {
        let requests = Mutex::default();
        Self(Arc::new(Inner { transport, pause, requests, sent: AtomicU32::new(0) }))
    }

    /// The answer to that request, which is sent only once.
    pub(super) async fn ask(&self, url: &Url, authorization: Authorization) -> Arc<Hop> {
        let shared = {
            let key = (url.clone(), authorization);
            let mut all = self.0.requests.lock().unwrap_or_else(PoisonError::into_inner);
            let known = all.iter().find(|(known, _)| *known == key).map(|(_, hop)| hop.clone());
            known.unwrap_or_else(|| {
                let (this, url) = (self.clone(), url.clone());
                let request = async move { Arc::new(this.send(&url, authorization).await) };
                let request = request.boxed().shared();
                all.push((key, request.clone()));
                request
            })
        };
        shared.await
    }

    async fn send(&self, url: &Url, authorization: Authorization) -> Hop {
        let first = self.once(url, authorization).await;
        let Ok(answer) = &first.answer else { return first };
        if !answer.is_server_fault() {
            return first;
        }
        let status = answer.status;
        tokio::time::sleep(self.0.pause).await;
        Hop { first_status: Some(status), ..self.once(url, authorization).await }
    }

    async fn once(&self, url: &Url, authorization: Authorization) -> Hop {
        let hop = self.0.transport.send(url, authorization).await;
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
