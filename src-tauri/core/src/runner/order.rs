//! What the runner script is ordered to do. Nothing of it is ever an argument of a program: the order is a
//! file of JSON beside the runner.

use super::transport::Connection;
use crate::script::Script;
use regex::Regex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The runner script, as a template of a file.
const RUNNER: &str = include_str!("runner.ps1");

/// The name of the runner's file.
pub const RUNNER_FILE: &str = "runner.ps1";

/// The name of the order's file, beside the runner.
pub const ORDER_FILE: &str = "order.json";

/// How Windows PowerShell is started; the path of the runner follows, and nothing after it.
pub const POWERSHELL_SWITCHES: [&str; 6] =
    ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File"];

/// What the runner does.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunOrder {
    /// Begins each line of the runner: a script cannot know it, so it cannot print such a line.
    pub mark: String,
    /// The folders of modules, and no others.
    pub modules: String,
    /// What to do.
    #[serde(flatten)]
    pub task: RunTask,
}

/// What to do.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "task", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RunTask {
    /// Connect, and run a script.
    Run {
        /// How to connect.
        connection: Connection,
        /// The full path of the script.
        script: String,
        /// The parameters that the script is given.
        parameters: ScriptParameters,
        /// The script needs administrator rights on this computer.
        elevated: bool,
    },
    /// List the Exchange servers that Active Directory names.
    Servers,
}

/// The parameters of one run, each on or off. Their names come from the guide alone.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ScriptParameters(BTreeMap<String, bool>);

impl ScriptParameters {
    /// Those of a dry run, or of a run that makes the changes, with these switches of the script. Nobody can
    /// answer a question of that one, so it asks none: whoever began it has agreed to its changes.
    pub fn of(what_if: bool, switches: &[String]) -> Self {
        let (name, on) = if what_if { ("WhatIf", true) } else { ("Confirm", false) };
        let names = switches.iter().map(|switch| switch.trim_start_matches('-').to_owned());
        Self(names.map(|name| (name, true)).chain([(name.to_owned(), on)]).collect())
    }

    /// Each parameter, and whether it is on.
    pub fn each(&self) -> &BTreeMap<String, bool> {
        &self.0
    }
}

impl RunOrder {
    /// The file: ASCII alone, so that no code page changes anything in it.
    ///
    /// # Panics
    /// Never: an order has a JSON form.
    pub fn bytes(&self) -> Vec<u8> {
        let json = serde_json::to_string(self).expect("BUG: an order has a JSON form");
        let mut out = String::with_capacity(json.len());
        for unit in json.encode_utf16() {
            match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => out.push(char::from(byte)),
                _ => out.push_str(&format_unit(unit)),
            }
        }
        out.into_bytes()
    }
}

fn format_unit(unit: u16) -> String {
    format!("\\u{unit:04x}")
}

/// The runner's file: UTF-8 with a byte order mark, and the line ends of Windows.
pub fn runner() -> Vec<u8> {
    let text = RUNNER.replace("\r\n", "\n").replace('\n', "\r\n");
    format!("\u{feff}{text}").into_bytes()
}

static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("'([A-Z][A-Za-z]+-[A-Z][A-Za-z0-9]+)'").expect("BUG: a test uses the expression")
});

static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*function\s+([A-Za-z]+-[A-Za-z0-9]+)")
        .expect("BUG: a test uses the expression")
});

impl Script {
    /// The commands that it does not define itself: those in its code, and those that it asks for by name.
    /// Some of them are of PowerShell itself.
    pub fn needed_commands(&self) -> Vec<String> {
        let own: BTreeSet<&str> = DEFINED
            .captures_iter(&self.text)
            .filter_map(|found| Some(found.get(1)?.as_str()))
            .collect();
        let named =
            QUOTED.captures_iter(&self.text).filter_map(|found| Some(found.get(1)?.as_str()));
        let all: BTreeSet<String> =
            self.commands().into_iter().chain(named.map(str::to_owned)).collect();
        all.into_iter().filter(|command| !own.contains(command.as_str())).collect()
    }
}
