//! The program under torture, without its window: the browser host answers the same commands with the same
//! code, and is killed in the middle of them.

use super::walk::{Program, Walk};
use super::{Limits, Report};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest that a program works before it is killed, in milliseconds. An optimized one does as much sooner.
const LONGEST: u64 = if cfg!(debug_assertions) { 2_500 } else { 500 };

/// How long a command may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program in a process.
pub struct Host {
    child: Child,
    address: String,
    token: String,
    http: reqwest::Client,
}

impl Host {
    /// Starts it in this data folder.
    ///
    /// # Errors
    /// It does not print its address.
    ///
    /// # Panics
    /// Never: its output was asked for.
    pub fn start(program: &Path, data: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.arg("--data-dir").arg(data);
        // Nothing may leave this computer.
        command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("NO_PROXY", "127.0.0.1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let output = child.stdout.take().expect("its output was asked for");
        let line = BufReader::new(output).lines().next();
        let line = line.and_then(Result::ok).ok_or("the program ended at its start")?;
        let shown: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
        let http = http.map_err(|error| error.to_string())?;
        Ok(Self { child, address: text("address"), token: text("token"), http })
    }

    async fn post(&self, path: &str, body: &Value) -> Option<String> {
        let request = self.http.post(format!("{}{path}", self.address)).json(body);
        request.bearer_auth(&self.token).send().await.ok()?.text().await.ok()
    }

    /// Kills it; true where it had ended by itself.
    ///
    /// # Panics
    /// The system does not let it be killed.
    pub fn kill(mut self) -> bool {
        let ended = self.child.try_wait().is_ok_and(|status| status.is_some());
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it has ended");
        ended
    }
}

impl Program for Host {
    async fn call(&self, command: &str, arguments: Value) -> Option<Result<Value, Value>> {
        let lines = self.post(&format!("commands/{command}"), &arguments).await?;
        let mut last: Value = serde_json::from_str(lines.trim().lines().last()?).ok()?;
        match last.get_mut("problem") {
            Some(problem) => Some(Err(problem.take())),
            None => Some(Ok(last["result"].take())),
        }
    }

    async fn sign_in(&self, setup: &str) -> Option<String> {
        let id = json!({ "id": setup });
        self.post("desktop/person", &json!("global-administrator")).await?;
        self.call("start_browser_sign_in", id.clone()).await?.ok();
        let (waited, _) = tokio::join!(
            self.call("await_sign_in", id.clone()),
            self.call("open_sign_in_page", id.clone())
        );
        waited?.ok();
        let request = self.http.get(format!("{}simulated-cloud/{setup}", self.address));
        request.bearer_auth(&self.token).send().await.ok()?.json().await.ok()
    }
}

/// Kills until the limits are reached.
///
/// # Panics
/// The data folder cannot be made.
pub async fn torture(program: &Path, folder: &Path, seed: u64, limits: Limits) -> Report {
    let data = folder.join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    let mut walk = Walk::new(&data, seed);
    let mut shown = Instant::now();
    while limits.allow(walk.report.counted("kills")) {
        let host = match Host::start(program, &data) {
            Ok(host) => host,
            Err(reason) => {
                walk.report.violation(format!("the program does not start again: {reason}"));
                break;
            }
        };
        if walk.open(&host).await.is_none() {
            walk.report.violation("the program ended before it was killed".to_owned());
        }
        let life = Duration::from_millis(walk.lot(LONGEST));
        let ended = tokio::time::timeout(life, walk.go_on(&host)).await.is_ok();
        if host.kill() || ended {
            walk.report.violation("a command was not answered, or the program ended".to_owned());
        }
        walk.killed().await;
        if shown.elapsed() > Duration::from_secs(20) {
            shown = Instant::now();
            let kills = walk.report.counted("kills");
            eprintln!("program: {kills} kills, {} violations", walk.report.violations);
        }
    }
    walk.report
}
