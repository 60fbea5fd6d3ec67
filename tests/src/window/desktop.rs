//! A desktop of its own for one test: a screen, a session bus with a keyring, a WebDriver server.
//! Everything it starts ends with it.

use super::{Notifications, Page};
use crate::program;
use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use hyper_util::client::legacy::connect::HttpConnector;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything the desktop starts may take to be ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// Windows are slow side by side on a small machine, and tests of them would time out for that reason
/// alone: one desktop at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A screen, a session bus, a keyring and a WebDriver server, and a folder for all they write.
pub struct Desktop {
    home: TempDir,
    display: String,
    bus: String,
    driver: String,
    // Ended in this order, the driver first.
    _processes: Vec<Process>,
    _alone: MutexGuard<'static, ()>,
}

/// A process that ends when it is dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Asked, not killed: the WebDriver server ends its own child only when it is asked. One that
        // has already ended is what was wanted.
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}

impl Desktop {
    /// Starts a desktop. Nothing of this machine's own desktop is used or changed.
    ///
    /// # Panics
    /// A program is missing or does not start: `cargo xtask setup` installs them.
    pub fn start() -> Self {
        Self::with(&[], false)
    }

    /// A desktop on which what a program hands to the system to open is only written down.
    ///
    /// # Panics
    /// As [`Desktop::start`].
    pub fn start_opening_nothing() -> Self {
        Self::with(&[], true)
    }

    /// A desktop on which every program logs all it can, and an image of the memory would be written
    /// of one that crashes.
    ///
    /// # Panics
    /// As [`Desktop::start`].
    pub fn start_talkative() -> Self {
        Self::with(&[("CROSSTRUST_LOG", "trace"), ("RUST_BACKTRACE", "full")], false)
    }

    /// A desktop of a computer that runs scripts, as it is described.
    ///
    /// # Panics
    /// As [`Desktop::start`].
    pub fn start_as(computer: &serde_json::Value) -> Self {
        Self::with(&[("CROSSTRUST_TEST_COMPUTER", &computer.to_string())], false)
    }

    fn with(more: &[(&str, &str)], opens_nothing: bool) -> Self {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let home = tempfile::tempdir().expect("a temporary folder");
        let mut processes = Vec::new();

        let (screen, display) = screen();
        processes.push(screen);
        let (bus, address) = session_bus(home.path());
        processes.push(bus);
        let temporary = home.path().join("tmp");
        std::fs::create_dir(&temporary).expect("a folder for temporary files");
        let surroundings = [
            ("TMPDIR", temporary.display().to_string()),
            ("DISPLAY", display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", address),
            ("HOME", home.path().display().to_string()),
            ("XDG_DATA_HOME", home.path().join("share").display().to_string()),
            ("XDG_RUNTIME_DIR", home.path().display().to_string()),
            ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("LC_ALL", "C".to_owned()),
        ];
        processes.push(keyring(&surroundings));
        let bus = surroundings[2].1.clone();

        let [port, native_port] = free_ports();
        let driver = Command::new("sh")
            .args(["-c", r#"ulimit -c "$(ulimit -H -c)"; exec tauri-driver "$@""#, "sh"])
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"])
            .envs(surroundings)
            .envs(more.iter().copied())
            .envs(opens_nothing.then(|| ("PATH", opening_nothing(home.path()))))
            .env_remove("WAYLAND_DISPLAY")
            .current_dir(home.path())
            .stdout(log(home.path(), "driver.log"))
            .stderr(log(home.path(), "driver.err"))
            .spawn()
            .expect("tauri-driver starts: run `cargo xtask setup`");
        processes.push(Process(driver));
        processes.reverse();
        wait_for(&format!("tauri-driver on port {port}"), || {
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
                && std::net::TcpStream::connect(("127.0.0.1", native_port)).is_ok()
        });
        Self {
            home,
            display,
            bus,
            driver: format!("http://127.0.0.1:{port}"),
            _processes: processes,
            _alone: alone,
        }
    }

    /// The folder for the program's data, the same for every window of this desktop.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The folder in which the program saves what it would ask a place for.
    pub fn files(&self) -> PathBuf {
        self.home.path().join("files")
    }

    /// The home folder of whoever sits here: everything that is written is in it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder in which the keyring keeps what it is given.
    pub fn keyrings(&self) -> PathBuf {
        self.home.path().join("share/keyrings")
    }

    /// What the program handed to the system to open, a line each; only on a desktop that opens nothing.
    ///
    /// # Panics
    /// The record cannot be read.
    pub fn opened(&self) -> Vec<String> {
        let record = self.home.path().join(OPENED);
        if !record.exists() {
            return Vec::new();
        }
        let lines = std::fs::read_to_string(record).expect("the record is text");
        lines.lines().map(str::to_owned).collect()
    }

    /// Waits until just this was handed to the system to open.
    ///
    /// # Panics
    /// It was not in time.
    pub fn waits_for_opened(&self, expected: &[&str]) {
        wait_for(&format!("{expected:?} to be opened"), || self.opened() == expected);
    }

    /// Waits until a window has this title for the system.
    ///
    /// # Panics
    /// None has in time.
    pub fn waits_for_title(&self, title: &str) {
        let quoted = format!("{title:?}");
        wait_for(&format!("a window with the title {quoted}"), || {
            let windows = Command::new("xwininfo")
                .args(["-root", "-tree", "-display", &self.display])
                .output()
                .expect("xwininfo runs: `cargo xtask setup` installs it");
            String::from_utf8_lossy(&windows.stdout).contains(&quoted)
        });
    }

    /// The windows on the screen, with a person at mouse and keyboard.
    ///
    /// # Panics
    /// The screen is gone.
    #[cfg(target_os = "linux")]
    pub fn windows(&self) -> super::WindowsOfScreen {
        super::WindowsOfScreen::on(&self.display)
    }

    /// How many entries of the program the keyring holds.
    ///
    /// # Panics
    /// The keyring does not answer.
    pub fn kept(&self) -> usize {
        let asked = Command::new("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
            .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.SearchItems"])
            .arg("dict:string:string:service,Crosstrust")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .output()
            .expect("dbus-send runs: `cargo xtask setup` installs it");
        let said = String::from_utf8_lossy(&asked.stdout);
        assert!(asked.status.success(), "the keyring answers: {asked:?}");
        said.matches("object path").count()
    }

    /// Locks the keyring. Nobody is there who could unlock it.
    ///
    /// # Panics
    /// The keyring does not answer.
    pub fn lock_keyring(&self) {
        let asked = Command::new("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
            .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"])
            .arg("array:objpath:/org/freedesktop/secrets/collection/login")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .output()
            .expect("dbus-send runs: `cargo xtask setup` installs it");
        assert!(asked.status.success(), "the keyring answers: {asked:?}");
    }

    /// Shows notifications from now on, as a desktop does.
    ///
    /// # Panics
    /// Somebody else does already.
    pub fn show_notifications(&self) -> Notifications {
        Notifications::on(&self.bus)
    }

    /// The process of the program that has its window open here.
    ///
    /// # Panics
    /// There is none.
    pub fn process(&self) -> u32 {
        self.process_of(&program::crosstrust())
    }

    /// The process of another program that has its window open here.
    ///
    /// # Panics
    /// There is none.
    pub fn process_of(&self, program: &Path) -> u32 {
        let program = program.canonicalize().expect("the program is built");
        let home = format!("HOME={}", self.home.path().display());
        let processes = std::fs::read_dir("/proc").expect("this is Linux");
        let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let ours = |number: &u32| {
            let runs = std::fs::read_link(format!("/proc/{number}/exe"));
            let variables = std::fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
            runs.is_ok_and(|path| path == program)
                && variables.split(|byte| *byte == 0).any(|one| one == home.as_bytes())
        };
        numbers.into_iter().find(ours).expect("the program runs")
    }

    /// Runs the program without a WebDriver server, until it ends by itself.
    ///
    /// # Panics
    /// The program is not built.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(program::crosstrust())
            .args(arguments)
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", self.home.path())
            .env("GDK_BACKEND", "x11")
            .env("LC_ALL", "C")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the program is built")
    }

    /// Opens the program's window on the rehearsal tenant.
    ///
    /// # Panics
    /// The window does not open.
    pub async fn open(&self) -> Page {
        self.open_with(&["--rehearsal"]).await
    }

    /// Opens the program's window for real setups.
    ///
    /// # Panics
    /// The window does not open.
    pub async fn open_real(&self) -> Page {
        self.open_with(&[]).await
    }

    async fn open_with(&self, words: &[&str]) -> Page {
        let folders = [
            "--data-dir".to_owned(),
            self.data().display().to_string(),
            "--save-to".to_owned(),
            self.files().display().to_string(),
        ];
        let arguments: Vec<String> =
            words.iter().map(|word| (*word).to_owned()).chain(folders).collect();
        self.open_program(&program::crosstrust(), &arguments).await
    }

    /// Opens the window of any program.
    ///
    /// # Panics
    /// The window does not open.
    pub async fn open_program(&self, program: &Path, arguments: &[String]) -> Page {
        let options = serde_json::json!({ "application": program, "args": arguments });
        let mut capabilities = Capabilities::new();
        capabilities.insert("tauri:options".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&self.driver)
            .await
            .expect("the window opens");
        Page::new(client)
    }
}

/// The file in which is written down what was to be opened.
const OPENED: &str = "handed-over";

/// A PATH on which what would open a file manager or a browser only writes down what it was given.
fn opening_nothing(home: &Path) -> String {
    let folder = home.join("bin");
    std::fs::create_dir(&folder).expect("a folder for programs");
    let opener = folder.join("xdg-open");
    let record = home.join(OPENED);
    let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", record.display());
    std::fs::write(&opener, script).expect("a program is written");
    program::make_executable(&opener);
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.display())
}

/// A virtual screen with a number of its own choice, and that number.
fn screen() -> (Process, String) {
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb starts: run `cargo xtask setup`");
    let number = first_line(&mut child);
    (Process(child), format!(":{number}"))
}

/// A session bus of its own, and its address.
fn session_bus(home: &Path) -> (Process, String) {
    let mut child = Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address=1"])
        .env("HOME", home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("dbus-daemon starts: run `cargo xtask setup`");
    let address = first_line(&mut child);
    (Process(child), address)
}

/// A keyring on that bus, unlocked with an empty password.
fn keyring(surroundings: &[(&str, String)]) -> Process {
    let mut child = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .envs(surroundings.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("gnome-keyring-daemon starts: run `cargo xtask setup`");
    let mut password = child.stdin.take().expect("its standard input was asked for");
    password.write_all(b"\n").expect("the keyring takes its password");
    Process(child)
}

fn first_line(child: &mut Child) -> String {
    let output = child.stdout.take().expect("its output was asked for");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("it says where it is");
    line.trim().to_owned()
}

fn log(home: &Path, name: &str) -> File {
    File::create(home.join(name)).expect("a log file")
}

/// Two ports that were free a moment ago.
fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("a bound port").port())
}

pub(super) fn wait_for(what: &str, ready: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !ready() {
        assert!(Instant::now() < deadline, "{what} was not ready within {PATIENCE:?}");
        std::thread::yield_now();
    }
}
