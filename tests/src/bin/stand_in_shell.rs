//! Speaks like Windows PowerShell with the runner, for tests of the whole program: it waits for its order and runs
//! the script on a simulated organization, which it keeps beside itself. A file `fault` beside it names what goes
//! wrong, and a file `situation` how the organization begins.

use crosstrust_rehearsal::cloud::{DOMAINS, TENANT_ID};
use crosstrust_rehearsal::exchange::{Organisation, Parameters, Situation, guide_of};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What it starts itself when it hangs: the same program, called so.
const HELPER: &str = "--helper";

/// Where the helper notes that it lives.
const SIGN: &str = "sign-of-life";

/// The longest time that something hangs.
const LONGEST: Duration = Duration::from_mins(5);

fn main() {
    let last = std::env::args_os().next_back().expect("the runner");
    let own = std::env::current_exe().expect("a program has a path");
    let here = own.parent().expect("it is in a folder");
    if last == HELPER {
        return help(&here.join(SIGN));
    }
    let runner = PathBuf::from(last);
    let order = wait_for(&runner.with_file_name("order.json"));
    let mark = order["mark"].as_str().expect("a mark").to_owned();
    let said = if order["task"] == "servers" {
        let servers = ["EX02.contoso.com", "ex01.contoso.com", "ex03.contoso.com; calc"];
        let lines = servers.iter().map(|server| format!("server {server}"));
        marked(&mark, lines.chain([end("ended", "", 0)]))
    } else {
        run(here, &order, &mark)
    };
    io::stdout().write_all(&said).expect("somebody reads it");
}

fn wait_for(path: &Path) -> Value {
    let begun = Instant::now();
    loop {
        if let Ok(bytes) = std::fs::read(path) {
            return serde_json::from_slice(&bytes).expect("an order is JSON");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "there is no order");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// How the runner says that it ended.
fn end(code: &str, id: &str, number: i64) -> String {
    format!("end {}", json!({ "code": code, "message": "", "id": id, "number": number }))
}

/// Lines of the runner.
fn marked(mark: &str, lines: impl IntoIterator<Item = String>) -> Vec<u8> {
    lines.into_iter().flat_map(|line| format!("{mark} {line}\r\n").into_bytes()).collect()
}

/// What it prints.
fn run(here: &Path, order: &Value, mark: &str) -> Vec<u8> {
    let fault = std::fs::read_to_string(here.join("fault")).unwrap_or_default();
    if fault == "policy" {
        // The runner itself is refused.
        return b"+ FullyQualifiedErrorId : UnauthorizedAccess\r\n".to_vec();
    }
    let mut said = Vec::new();
    let mut say = |line: &str| said.extend(marked(mark, [line.to_owned()]));
    say("phase connecting");
    match fault.as_str() {
        "kerberos" => say(&end("connection-failed", "", -2_144_108_387)),
        "access-denied" => say(&end("connection-failed", "", 5)),
        "server-not-found" => say(&end("connection-failed", "", -2_144_108_103)),
        "not-reached" => say(&end("connection-failed", "", -2_144_108_250)),
        "blocked" => {
            say("phase running");
            say(&end("script-refused", "ScriptContainedMaliciousContent", 0));
        }
        "dies" => {
            say("phase running");
            say("output * Check this window");
        }
        "hangs" => {
            say("phase running");
            say("output * It waits");
            io::stdout().write_all(&said).expect("somebody reads it");
            let own = std::env::current_exe().expect("a program has a path");
            let mut helper = Command::new(own).arg(HELPER).spawn().expect("a helper starts");
            let processes = format!("{} {}", std::process::id(), helper.id());
            std::fs::write(here.join("processes"), processes).expect("it says which");
            helper.wait().expect("it waits");
        }
        "code-page" => {
            said.extend_from_slice(b"Gr\x94\xe1e aus M\x81nchen\r\n");
            said.extend(carried_out(here, order, mark));
        }
        _ => said.extend(carried_out(here, order, mark)),
    }
    said
}

/// Adds to a file as long as it lives.
fn help(sign: &Path) {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(sign);
        file.and_then(|mut file| file.write_all(b".")).expect("the file can be written");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How the organization begins: the file `situation` names it.
fn situation(here: &Path) -> Situation {
    match std::fs::read_to_string(here.join("situation")) {
        Ok(name) => serde_json::from_value(name.into()).expect("there is such a situation"),
        Err(_) => Situation::Fresh,
    }
}

/// The parameters of the script, as the runner reads them.
fn parameters(order: &Value) -> BTreeMap<String, bool> {
    serde_json::from_value(order["parameters"].clone()).expect("each is on or off")
}

/// Runs the script on the organization.
fn carried_out(here: &Path, order: &Value, mark: &str) -> Vec<u8> {
    let path = order["script"].as_str().expect("a script");
    let text = std::fs::read_to_string(path).expect("the script is there");
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let kept = here.join("organisation.json");
    let now = Timestamp::now();
    let mut organisation: Organisation = if let Ok(bytes) = std::fs::read(&kept) {
        serde_json::from_slice(&bytes).expect("it was kept whole")
    } else {
        let guide = guide_of(&text).expect("a script names its guide");
        Organisation::new(&guide, situation(here), DOMAINS[0], TENANT_ID, now)
            .expect("an organization")
    };
    let given = Parameters::unattended(&parameters(order));
    let console = organisation.run_with(&text, &given, now).expect("it runs").console;
    let json = serde_json::to_vec(&organisation).expect("it has a JSON form");
    std::fs::write(&kept, json).expect("it is kept");
    let said = console.lines().map(|line| format!("output {line}"));
    let ended = end("ended", "", 0);
    marked(mark, ["phase running".to_owned()].into_iter().chain(said).chain([ended]))
}
