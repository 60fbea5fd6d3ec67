//! A folder in which the program is run, and how a run ended.

use crosstrust_rehearsal::certificate;
use crosstrust_tests::program;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder of its own for each test, in which the program runs.
pub(crate) struct Desk(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file on the desk, to be named by its bare name.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Puts a certificate on the desk that is valid between these days from today; its thumbprint.
    pub(crate) fn put_certificate(&self, name: &str, from: i64, to: i64) -> String {
        let der = made(from, to);
        self.put(name, &der);
        certificate::thumbprint(&der)
    }

    /// The names of what lies there.
    pub(crate) fn files(&self) -> Vec<String> {
        names(self.0.path())
    }

    /// The program with these words, in this folder, without anybody at the keyboard.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program::crosstrust());
        command
            .args(words)
            .current_dir(self.0.path())
            .env_remove("CROSSTRUST_LOG")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        Ended::of(self.command(words).output().unwrap())
    }
}

/// A certificate that is valid between these days from today. Half a day is added, so that the days
/// left do not depend on how long a test takes.
pub(crate) fn made(from: i64, to: i64) -> Vec<u8> {
    let day = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days + 12);
    certificate::make(certificate::AUTH_CERTIFICATE, day(from), day(to)).unwrap()
}

/// The names of the files in a folder and in those in it, sorted: "start/start.ps1".
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            names.extend(self::names(&path).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as JSON, one object on each line and nothing else.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let read = |line: &str| -> Value {
            let value = serde_json::from_str(line);
            let value: Value = value.unwrap_or_else(|error| panic!("{error} in {line:?}"));
            assert!(value.is_object(), "{line}");
            value
        };
        self.stdout.lines().map(read).collect()
    }

    /// The only object on standard output.
    pub(crate) fn object(&self) -> Value {
        let mut objects = self.objects();
        assert_eq!(objects.len(), 1, "{self:?}");
        objects.remove(0)
    }

    /// What the lines with `"event"` are, in their order.
    pub(crate) fn events(&self) -> Vec<String> {
        let name = |object: &Value| object["event"].as_str().unwrap_or("none").to_owned();
        self.objects().iter().map(name).collect()
    }

    /// The one line of that event.
    pub(crate) fn event(&self, name: &str) -> Value {
        let mut found: Vec<Value> =
            self.objects().into_iter().filter(|object| object["event"] == name).collect();
        assert_eq!(found.len(), 1, "{self:?}");
        found.remove(0)
    }

    /// The run ended with this code and reported this problem, as JSON and to a person.
    pub(crate) fn assert_problem(&self, exit: i32, code: &str) -> Value {
        assert_eq!(self.code, exit, "{self:?}");
        let error = self.event("error")["error"].clone();
        assert_eq!(error["code"], code, "{self:?}");
        let message = error["message"].as_str().unwrap();
        for line in message.lines() {
            assert!(self.stderr.contains(line), "a person sees it too: {self:?}");
        }
        error
    }
}
