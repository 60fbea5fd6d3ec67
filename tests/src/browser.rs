//! The operator's browser: Chromium without a screen, driven through WebDriver. It keeps everything in
//! a folder of its own and ends with its test.

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long a page may take to show something.
const PATIENCE: Duration = Duration::from_mins(1);

/// What keeps Chromium from asking anybody but the page for anything.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A running browser with one page.
pub struct Browser {
    client: Client,
    // Ended before its folder goes.
    _driver: Driver,
    _profile: TempDir,
}

/// The WebDriver server. It ends the browsers that it started when it is asked to end.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

impl Browser {
    /// Starts a browser.
    ///
    /// # Panics
    /// Chromium or its driver is missing: `cargo xtask setup` installs them.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same for one that takes `localhost` for that address (`127.0.0.1` or `[::1]`) alone.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn taking_localhost_for(address: &str) -> Self {
        Self::start_with(&[format!("--host-resolver-rules=MAP localhost {address}")]).await
    }

    async fn start_with(more: &[String]) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let (driver, port) = driver(&profile);
        let folder = format!("--user-data-dir={}", profile.path().join("profile").display());
        let flags = FLAGS.iter().map(|flag| (*flag).to_owned());
        let flags: Vec<String> = flags.chain([folder]).chain(more.iter().cloned()).collect();
        let mut capabilities = Capabilities::new();
        capabilities.insert("browserName".to_owned(), json!("chrome"));
        capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": flags }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts: run `cargo xtask setup`");
        Self { client, _driver: driver, _profile: profile }
    }

    /// Opens a page.
    ///
    /// # Panics
    /// It cannot be opened.
    pub async fn open(&self, address: &str) {
        self.client.goto(address).await.expect("the page opens");
    }

    /// Signs in as the person of that id on the simulated sign-in page that is open, and gives what
    /// the page at the end shows.
    ///
    /// # Panics
    /// Nobody of that id can be chosen, or no page follows.
    pub async fn sign_in_as(&self, person: &str) -> Ending {
        self.find(&format!("button[id='{person}']"))
            .await
            .click()
            .await
            .expect("it can be pressed");
        self.ending().await
    }

    /// The page that the waiting program shows at the end.
    ///
    /// # Panics
    /// It does not come.
    pub async fn ending(&self) -> Ending {
        let main = self.find("main[id]").await;
        let id = main.attr("id").await.expect("the page answers").expect("it was found by its id");
        let text = main.text().await.expect("the page has text");
        let address = self.client.current_url().await.expect("the page has an address");
        Ending { id, text, address: address.to_string() }
    }

    /// Runs JavaScript in the page and gives what it returns.
    ///
    /// # Panics
    /// The script fails.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// All text of the page.
    ///
    /// # Panics
    /// There is none.
    pub async fn text(&self) -> String {
        self.find("body").await.text().await.expect("the page has text")
    }

    async fn find(&self, selector: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        match found {
            Ok(element) => element,
            Err(error) => {
                let page = self.client.source().await.unwrap_or_default();
                panic!("{selector} does not appear ({error}); the page is:\n{page}")
            }
        }
    }

    /// Closes the browser.
    ///
    /// # Panics
    /// The driver does not answer.
    pub async fn close(self) {
        self.client.clone().close().await.expect("the browser closes");
    }
}

/// The page that ended a sign-in.
#[derive(Debug)]
pub struct Ending {
    /// What became of it: `signed-in`, `refused`, `cancelled`, `foreign`, `over`.
    pub id: String,
    /// What a person reads.
    pub text: String,
    /// Where the browser is.
    pub address: String,
}

/// The driver on a port of its own choice, which it prints.
fn driver(home: &TempDir) -> (Driver, u16) {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts: run `cargo xtask setup`");
    let output = child.stdout.take().expect("its output was asked for");
    let driver = Driver(child);
    let mut lines = BufReader::new(output).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("started successfully on port ")?;
        rest.trim_end_matches('.').parse().ok()
    });
    // It may go on talking; nobody listens, but the pipe must stay open.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (driver, port.expect("chromedriver prints its port"))
}
