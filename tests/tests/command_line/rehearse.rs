//! `crosstrust rehearse`

use crate::program::{Desk, Ended};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command};

/// The program while it serves.
struct Serving {
    child: Child,
    first_line: String,
}

impl Serving {
    fn start(words: &[&str]) -> Self {
        let mut child = Desk::new().command(&[&["rehearse"], words].concat()).spawn().unwrap();
        let mut first_line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first_line).unwrap();
        Self { child, first_line }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[test]
fn the_address_is_reported_and_the_cloud_answers_there() {
    let serving = Serving::start(&["--port", "0", "--json"]);
    let object: Value = serde_json::from_str(&serving.first_line).unwrap();
    assert_eq!(object["event"], "serving");
    let url = object["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    runtime().block_on(async {
        let known = format!("{url}contoso.com/v2.0/.well-known/openid-configuration");
        assert_eq!(client().get(known).send().await.unwrap().status(), 200);
        let faults = format!("{url}rehearsal/faults");
        let fault = json!({ "kind": "throttle", "retryAfter": 1 });
        let answer = client().post(faults).json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), 200, "faults can be switched on");
    });
}

#[test]
fn a_person_reads_the_address_in_words() {
    let serving = Serving::start(&[]);
    assert!(serving.first_line.contains(" http://127.0.0.1:"), "{}", serving.first_line);
}

#[test]
fn the_published_hosts_answer_a_probe_and_their_fault_is_found() {
    for (fault, code, exit) in [(None, "ews-ok", 0), (Some("oauth-off"), "oauth-not-offered", 1)] {
        let desk = Desk::new();
        let authority = desk.path("authority.pem").display().to_string();
        let mut words =
            vec!["--json", "--publish", "contoso.com", "--authority", authority.as_str()];
        words.extend(fault.iter().flat_map(|fault| ["--fault", fault]));
        let serving = Serving::start(&words);
        let object: Value = serde_json::from_str(&serving.first_line).unwrap();
        let shown = &object["publication"];
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        let (address, tenant) = (text("address"), text("tenant"));
        let rules: Vec<&str> =
            shown["connectTo"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let mut probe =
            vec!["probe", &address, "--tenant", &tenant, "--cacert", &authority, "--json"];
        probe.extend(rules.iter().flat_map(|rule| ["--connect-to", rule]));
        let ended = desk.run(&probe);
        let report: Value = serde_json::from_str(&ended.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().any(|one| one["code"] == code), "{report}");
        assert_eq!(ended.code, exit, "{report}");
    }
}

#[test]
fn a_fault_of_another_name_is_refused_with_those_there_are() {
    let words = ["rehearse", "--publish", "contoso.com", "--authority", "a.pem", "--fault", "x"];
    let ended = Desk::new().run(&words);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("oauth-off"), "{}", ended.stderr);
}

#[test]
fn a_port_that_is_taken_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = Desk::new().run(&["rehearse", "--port", &port, "--json"]);
    let error = ended.assert_problem(2, "usage");
    assert!(error["message"].as_str().unwrap().contains(&port), "{error}");
}

#[cfg(unix)]
#[test]
fn a_certificate_that_cannot_be_saved_leaves_the_file_as_it_was_and_waits_for_nobody() {
    let desk = Desk::new();
    desk.put("full.pem", "mine");
    let pipe = desk.path("pipe.pem");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for name in ["full.pem", "pipe.pem"] {
        let words = ["rehearse", "--json", "--publish", "contoso.com", "--authority", name];
        let program = desk.command(&words);
        // Where no file may have a single byte, each write fails as on a full disk.
        let mut command = Command::new("timeout");
        command
            .args(["20", "sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(program.get_current_dir().unwrap());
        let error = Ended::of(command.output().unwrap()).assert_problem(1, "storage-failed");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
    assert_eq!(std::fs::read_to_string(desk.path("full.pem")).unwrap(), "mine");
    assert_eq!(desk.files(), ["full.pem", "pipe.pem"]);
}
