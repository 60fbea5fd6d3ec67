//! Secrets in a real keyring: GNOME's, on a session bus and in a home folder of their own; or Windows'
//! Credential Manager, under names of their own. What this machine keeps is neither read nor changed.
//!
//! A process finds its keyring once, by its environment. So each test starts this same program again
//! for every part it plays, with `--ignored` and the part's name.
#![cfg(any(target_os = "linux", windows))]

use crosstrust_core::entra::keyring::SecretStore;
use desk::Desk;
use secrecy::{ExposeSecret, SecretSlice};
use std::process::{Command, Output};

const NAME: &str = "setup-1/session";

/// Set for the parts: the service under which they keep their secrets.
const ON_A_DESK: &str = "CROSSTRUST_TEST_DESK";

#[test]
fn a_long_secret_outlasts_the_program_and_goes_when_it_is_removed() {
    let desk = Desk::with_keyring();
    desk.plays("part_puts_a_long_secret");
    desk.plays("part_finds_the_long_secret_and_puts_a_short_one");
    desk.plays("part_finds_the_short_secret_and_removes_it");
    desk.plays("part_finds_nothing");
}

#[test]
fn everything_that_programs_before_this_one_kept_is_forgotten() {
    let desk = Desk::with_keyring();
    desk.plays("part_puts_a_long_secret");
    desk.plays("part_leaves_entries_of_another_form_and_another_program");
    desk.plays("part_forgets_everything");
    desk.plays("part_finds_nothing");
    desk.plays("part_finds_what_another_program_keeps");
}

#[test]
fn remains_in_the_keyring_are_removed_when_they_are_read() {
    let desk = Desk::with_keyring();
    desk.plays("part_finds_remains_and_removes_them");
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_puts_a_long_secret() {
    let store = store();
    assert!(store.put(NAME, secret(5_000)).await, "the keyring takes it");
    assert!(store.keeps(NAME));
    assert_same(&store, &secret(5_000)).await;
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_finds_the_long_secret_and_puts_a_short_one() {
    let store = store();
    assert_same(&store, &secret(5_000)).await;
    assert!(store.put(NAME, secret(7)).await);
    assert!(SecretStore::system("Another program").get(NAME).await.is_none());
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_finds_the_short_secret_and_removes_it() {
    let store = store();
    assert_same(&store, &secret(7)).await;
    store.remove(NAME).await.unwrap();
    assert!(store.get(NAME).await.is_none());
    store.remove(NAME).await.unwrap();
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_finds_nothing() {
    assert!(store().get(NAME).await.is_none());
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_leaves_entries_of_another_form_and_another_program() {
    store();
    for (service, name) in [
        (service(), "setup-2/session"),
        (service(), "setup-3/browser#0"),
        (service(), "setup-3/browser#99"),
        (other_service(), "theirs"),
    ] {
        entry(&service, name).set_secret(b"hello").unwrap();
    }
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_forgets_everything() {
    let store = store();
    assert_eq!(store.forget_everything().await, Ok(3), "setups 1, 2 and 3");
    for name in ["setup-1/session#0", "setup-1/session#2", "setup-2/session", "setup-3/browser#99"]
    {
        let found = entry(&service(), name).get_secret();
        assert!(matches!(found, Err(keyring::Error::NoEntry)), "{name}");
    }
    assert_eq!(store.forget_everything().await, Ok(0));
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_finds_what_another_program_keeps() {
    store();
    assert_eq!(entry(&other_service(), "theirs").get_secret().unwrap(), b"hello");
}

#[tokio::test]
#[ignore = "a part of a test above"]
async fn part_finds_remains_and_removes_them() {
    let store = store();
    store.put(NAME, secret(5_000)).await;
    entry(&service(), &format!("{NAME}#1")).delete_credential().unwrap();
    assert!(store.get(NAME).await.is_none(), "half a secret is none");
    let first = entry(&service(), &format!("{NAME}#0")).get_secret();
    assert!(matches!(first, Err(keyring::Error::NoEntry)), "the other half is gone too");
}

fn store() -> SecretStore {
    SecretStore::system(service())
}

/// Where the parts of a test keep their secrets.
fn service() -> String {
    std::env::var(ON_A_DESK).expect(
        "a part plays on a desk of its own, never with the keyring of whoever runs the tests",
    )
}

/// Of another program, whose name ends as ours does.
fn other_service() -> String {
    format!("Another {}", service())
}

/// An entry as the system has it.
fn entry(service: &str, name: &str) -> keyring::Entry {
    keyring::Entry::new(service, name).expect("there is a keyring")
}

/// Bytes that are no text in any encoding.
fn secret(length: usize) -> SecretSlice<u8> {
    (0..length).map(|index| index.to_le_bytes()[0] ^ 0xa5).collect::<Vec<_>>().into()
}

async fn assert_same(store: &SecretStore, expected: &SecretSlice<u8>) {
    let found = store.get(NAME).await.expect("the secret is there");
    assert_eq!(found.expose_secret(), expected.expose_secret());
}

impl Desk {
    /// Runs one part in a program of its own.
    fn plays(&self, part: &str) {
        let program = std::env::current_exe().expect("a test has a path");
        let Output { status, stdout, stderr } = self
            .surround(&mut Command::new(program))
            .args(["--ignored", "--exact", part])
            .env(ON_A_DESK, &self.service)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&stdout);
        assert!(
            status.success() && said.contains("1 passed"),
            "{part} failed:\n{said}{}",
            String::from_utf8_lossy(&stderr)
        );
    }
}

#[cfg(target_os = "linux")]
mod desk {
    //! GNOME's keyring, which may be locked or missing.

    use super::{NAME, assert_same, secret, store};
    use crosstrust_core::error::ErrorCode;
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    /// How long the bus and the keyring may take to be ready.
    const PATIENCE: Duration = Duration::from_secs(30);

    #[test]
    fn a_locked_keyring_gives_and_takes_nothing_and_says_so() {
        let desk = Desk::with_keyring();
        desk.plays("part_puts_a_long_secret");
        desk.lock();
        desk.plays("desk::part_is_refused_by_a_locked_keyring");
    }

    #[test]
    fn a_locked_keyring_forgets_nothing_and_says_so() {
        let desk = Desk::with_keyring();
        desk.plays("part_puts_a_long_secret");
        desk.lock();
        desk.plays("desk::part_is_refused_when_it_forgets_everything");
    }

    #[test]
    fn without_a_keyring_a_secret_lasts_until_the_program_ends() {
        let desk = Desk::without_keyring();
        desk.plays("desk::part_keeps_a_secret_in_memory");
        desk.plays("part_finds_nothing");
    }

    #[tokio::test]
    #[ignore = "a part of a test above"]
    async fn part_is_refused_by_a_locked_keyring() {
        let store = store();
        assert!(store.get(NAME).await.is_none(), "nobody is there to unlock it");
        assert!(!store.put(NAME, secret(7)).await);
        assert_same(&store, &secret(7)).await;
        let problem = store.remove(NAME).await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::KeyringUnavailable);
        assert!(store.get(NAME).await.is_none(), "it is out of memory all the same");
    }

    #[tokio::test]
    #[ignore = "a part of a test above"]
    async fn part_is_refused_when_it_forgets_everything() {
        let problem = store().forget_everything().await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::KeyringUnavailable);
    }

    #[tokio::test]
    #[ignore = "a part of a test above"]
    async fn part_keeps_a_secret_in_memory() {
        let store = store();
        assert!(!store.put(NAME, secret(5_000)).await, "nothing is there to take it");
        assert!(!store.keeps(NAME));
        assert_same(&store, &secret(5_000)).await;
        store.remove(NAME).await.unwrap();
        assert!(store.get(NAME).await.is_none());
        store.put(NAME, secret(1)).await;
    }

    /// A session bus and perhaps a keyring, which end with it.
    pub(super) struct Desk {
        pub(super) service: String,
        home: TempDir,
        address: String,
        processes: Vec<Child>,
    }

    impl Desk {
        fn without_keyring() -> Self {
            let home = tempfile::tempdir().expect("a temporary folder");
            // Without the standard session's configuration the bus starts no keyring on demand.
            let configuration = home.path().join("bus.conf");
            std::fs::write(
                &configuration,
                r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
                <policy context="default"><allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#,
            )
            .expect("the bus configuration is written");
            let mut bus = Command::new("dbus-daemon")
                .arg(format!("--config-file={}", configuration.display()))
                .args(["--nofork", "--print-address=1"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("dbus-daemon starts: `cargo xtask setup` installs it");
            let mut address = String::new();
            let output = bus.stdout.take().expect("its output was asked for");
            BufReader::new(output).read_line(&mut address).expect("it says where it is");
            assert!(!address.trim().is_empty(), "dbus-daemon says where it is");
            Self {
                service: "Crosstrust keyring test".to_owned(),
                home,
                address: address.trim().to_owned(),
                processes: vec![bus],
            }
        }

        pub(super) fn with_keyring() -> Self {
            let mut desk = Self::without_keyring();
            let mut keyring = desk
                .surround(&mut Command::new("gnome-keyring-daemon"))
                .args(["--foreground", "--unlock", "--components=secrets"])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("gnome-keyring-daemon starts: `cargo xtask setup` installs it");
            let mut input = keyring.stdin.take().expect("its input was asked for");
            input.write_all(b"password").expect("it takes its password");
            drop(input);
            desk.processes.push(keyring);
            desk.wait_for_keyring();
            desk
        }

        pub(super) fn surround<'c>(&self, command: &'c mut Command) -> &'c mut Command {
            command
                .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
                .env("HOME", self.home.path())
                .env("XDG_DATA_HOME", self.home.path().join("share"))
                .env("XDG_RUNTIME_DIR", self.home.path())
        }

        fn lock(&self) {
            let locked = self
                .surround(&mut Command::new("dbus-send"))
                .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
                .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"])
                .arg("array:objpath:/org/freedesktop/secrets/collection/login")
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&locked.stdout);
            assert!(said.contains("collection/login"), "it says what it locked: {said}");
        }

        fn wait_for_keyring(&self) {
            let deadline = Instant::now() + PATIENCE;
            loop {
                let asked = self
                    .surround(&mut Command::new("dbus-send"))
                    .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"])
                    .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
                    .output()
                    .expect("dbus-send runs: `cargo xtask setup` installs it");
                if String::from_utf8_lossy(&asked.stdout).contains("boolean true") {
                    return;
                }
                assert!(Instant::now() < deadline, "gnome-keyring-daemon is not on the bus");
            }
        }
    }

    impl Drop for Desk {
        fn drop(&mut self) {
            for process in self.processes.iter_mut().rev() {
                // One that has ended already is what is wanted.
                let _ = process.kill();
                let _ = process.wait();
            }
        }
    }
}

#[cfg(windows)]
mod desk {
    //! Windows' Credential Manager, which is always there. Each desk has a service of its own.

    use super::{entry, service};
    use crosstrust_core::entra::keyring::SecretStore;
    use std::process::Command;

    pub(super) struct Desk {
        pub(super) service: String,
    }

    impl Desk {
        pub(super) fn with_keyring() -> Self {
            let number = fastrand::u64(..);
            Self { service: format!("Crosstrust keyring test {number}") }
        }

        #[expect(clippy::unused_self, reason = "elsewhere a desk has an environment")]
        pub(super) fn surround<'c>(&self, command: &'c mut Command) -> &'c mut Command {
            command
        }
    }

    impl Drop for Desk {
        fn drop(&mut self) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            let runtime = runtime.expect("a runtime");
            for service in [self.service.clone(), format!("Another {}", self.service)] {
                // A test that failed may have left something, and nothing more can be done about it.
                let _ = runtime.block_on(SecretStore::system(service).forget_everything());
            }
        }
    }

    #[test]
    fn an_entry_holds_2560_bytes_and_a_longer_secret_needs_several() {
        let desk = Desk::with_keyring();
        desk.plays("desk::part_fills_an_entry");
        desk.plays("part_puts_a_long_secret");
        desk.plays("desk::part_finds_three_pieces_of_the_long_secret");
    }

    #[test]
    #[ignore = "a part of a test above"]
    fn part_fills_an_entry() {
        let entry = entry(&service(), "full");
        entry.set_secret(&[7; 2_560]).unwrap();
        assert_eq!(entry.get_secret().unwrap(), [7; 2_560]);
        entry.set_secret(&[7; 2_561]).unwrap_err();
        entry.delete_credential().unwrap();
    }

    #[test]
    #[ignore = "a part of a test above"]
    fn part_finds_three_pieces_of_the_long_secret() {
        for (piece, there) in [(0, true), (1, true), (2, true), (3, false)] {
            let found = entry(&service(), &format!("setup-1/session#{piece}")).get_secret();
            assert_eq!(found.is_ok(), there, "{piece}");
        }
    }
}
