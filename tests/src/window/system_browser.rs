//! The browser that the system opens pages with, as far as the desktop of a test knows: it writes down
//! what it was to open, and whoever drives a real browser goes there.

use super::Desktop;
use crate::program::make_executable;
use std::path::PathBuf;
use std::time::Duration;

/// How long the system may take to start a browser.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the desktop knows the browser by.
const ENTRY: &str = "test-browser.desktop";

/// The system's browser of a desktop.
pub struct SystemBrowser {
    opened: PathBuf,
}

impl SystemBrowser {
    /// Makes it the browser of that desktop, as a browser does that is chosen for all pages.
    ///
    /// # Panics
    /// It cannot be written.
    pub fn of(desktop: &Desktop) -> Self {
        let data = desktop.data();
        let home = data.parent().expect("the program's data lie in the desktop's folder");
        let program = home.join("browser.sh");
        let opened = home.join("opened");
        let place = opened.display();
        let script =
            format!("#!/bin/sh\nprintf %s \"$1\" > {place}.part && mv {place}.part {place}\n");
        let start = format!("{} %u", program.display());
        let entry = format!("[Desktop Entry]\nType=Application\nName=Test browser\nExec={start}\n");
        let schemes = ["http", "https"].map(|scheme| format!("x-scheme-handler/{scheme}={ENTRY}"));
        let chosen = format!("[Default Applications]\n{}\n", schemes.join("\n"));
        let files = [
            (program.clone(), script),
            (home.join("share/applications").join(ENTRY), entry),
            (home.join(".config/mimeapps.list"), chosen),
        ];
        for (path, text) in files {
            let folder = path.parent().expect("a file lies in a folder");
            std::fs::create_dir_all(folder).expect("the folder can be made");
            std::fs::write(path, text).expect("the file can be written");
        }
        make_executable(&program);
        Self { opened }
    }

    /// Waits until a page was opened, and gives its address.
    ///
    /// # Panics
    /// None is in time.
    pub async fn opened(&self) -> String {
        let written = async {
            while !self.opened.exists() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, written).await.expect("the system's browser was opened");
        std::fs::read_to_string(&self.opened).expect("it wrote down what it opened")
    }
}
