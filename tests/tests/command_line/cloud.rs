//! A simulated cloud beside the program, and what it holds.

use crate::program::{Desk, Ended};
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, RunningCloud, TenantView};
use std::sync::mpsc;
use tokio::sync::oneshot;

/// A cloud on a thread of its own, so that tests can wait for programs.
pub(crate) struct Place {
    pub(crate) cloud: RunningCloud,
    /// The tenant as it was at the start.
    pub(crate) before: TenantView,
    _until_dropped: oneshot::Sender<()>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::with(CloudOptions::default())
    }

    /// A cloud whose codes run out after that many seconds.
    pub(crate) fn with_short_codes(seconds: u32) -> Self {
        Self::with(CloudOptions { code_lifetime: seconds, ..CloudOptions::default() })
    }

    /// A cloud that was set up so.
    pub(crate) fn with(options: CloudOptions) -> Self {
        let (started, cloud) = mpsc::channel();
        let (until_dropped, dropped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let options = CloudOptions { poll_interval: 1, ..options };
                started.send(Cloud::start(options).await.unwrap()).unwrap();
                let _ = dropped.await;
            });
        });
        let cloud = cloud.recv().unwrap();
        let before = cloud.state();
        Self { cloud, before, _until_dropped: until_dropped }
    }

    /// A command with the words that lead it here.
    pub(crate) fn words<'a>(&'a self, words: &[&'a str]) -> Vec<&'a str> {
        let url = self.cloud.url().as_str();
        let mut all = words.to_vec();
        if !words.contains(&"--tenant") {
            all.extend(["--tenant", "contoso.com"]);
        }
        if !words.contains(&"--login-url") {
            all.extend(["--login-url", url, "--graph-url", url]);
        }
        all
    }

    /// Runs a command that is expected to end before anybody signs in.
    pub(crate) fn run(&self, desk: &Desk, words: &[&str]) -> Ended {
        desk.run(&self.words(words))
    }

    /// The thumbprints on a principal, as they are.
    pub(crate) fn held(&self, app_id: &str) -> Vec<String> {
        thumbprints(&self.cloud.state(), app_id)
    }

    /// The thumbprints that were on a principal at the start.
    pub(crate) fn held_before(&self, app_id: &str) -> Vec<String> {
        thumbprints(&self.before, app_id)
    }

    /// The tenant is as it was, and nobody tried to write to it.
    pub(crate) fn assert_nothing_sent_to_write(&self) {
        assert_eq!(self.cloud.state(), self.before);
        assert_eq!(self.writes(), Vec::<String>::new());
    }

    /// What was sent to Graph that was not a read.
    pub(crate) fn writes(&self) -> Vec<String> {
        let requests = self.cloud.requests().into_iter();
        requests
            .filter(|request| request.path.starts_with("/v1.0/") && request.method != "GET")
            .map(|request| format!("{} {} {}", request.method, request.path, request.status))
            .collect()
    }

    /// Whether anything at all was sent.
    pub(crate) fn is_untouched(&self) -> bool {
        self.cloud.requests().is_empty()
    }
}

fn thumbprints(tenant: &TenantView, app_id: &str) -> Vec<String> {
    let principal = tenant.principal(app_id).unwrap();
    principal.thumbprints().into_iter().map(str::to_owned).collect()
}
