//! The window under torture: the program that ships, with its page, is killed in the middle of commands that
//! its page gives.

use super::walk::{Program, Walk};
use super::{Limits, Report};
use crate::window::{Desktop, Page};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

/// The longest that a window works before it is killed, in milliseconds.
const LONGEST: u64 = 4_000;

impl Program for Page {
    async fn call(&self, command: &str, arguments: Value) -> Option<Result<Value, Value>> {
        self.try_call(command, arguments).await
    }

    async fn timed(&self, command: &str, arguments: Value) -> Option<(f64, Result<Value, Value>)> {
        self.timed_call(command, arguments).await
    }

    async fn sign_in(&self, setup: &str) -> Option<String> {
        let id = json!({ "id": setup });
        let state = self.try_call("sign_in_state", id.clone()).await?.unwrap_or_default();
        if state["state"] == "signed-in" {
            return Some(String::new());
        }
        let code = self.try_call("start_sign_in", id.clone()).await?.unwrap_or_default();
        let page = code["verificationUri"].as_str().unwrap_or_default();
        let form = [
            ("code", code["userCode"].as_str().unwrap_or_default()),
            ("person", "global-administrator"),
        ];
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        http.post(page).form(&form).send().await.ok();
        self.try_call("await_sign_in", id).await?.ok();
        Some(page.to_owned())
    }
}

/// Kills until the limits are reached.
///
/// # Panics
/// There is no desktop for a window: `cargo xtask setup` installs what it needs.
pub async fn torture(seed: u64, limits: Limits) -> Report {
    let desktop = Desktop::start();
    let mut walk = Walk::new(&desktop.data(), seed);
    let mut shown = Instant::now();
    while limits.allow(walk.report.counted("kills")) {
        let page = desktop.open().await;
        if walk.open(&page).await.is_none() {
            walk.report.violation("the window ended before it was killed".to_owned());
        }
        let life = Duration::from_millis(walk.lot(LONGEST));
        let ended = tokio::time::timeout(life, walk.go_on(&page)).await.is_ok();
        let process = desktop.process().to_string();
        let killed = Command::new("kill").args(["-KILL", &process]).status();
        if ended || !killed.is_ok_and(|status| status.success()) {
            walk.report.violation("the window ended before it was killed".to_owned());
        }
        page.leave().await;
        walk.killed().await;
        if shown.elapsed() > Duration::from_secs(20) {
            shown = Instant::now();
            let kills = walk.report.counted("kills");
            eprintln!("window: {kills} kills, {} violations", walk.report.violations);
        }
    }
    walk.report
}
