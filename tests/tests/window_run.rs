//! Scripts that run from this PC, in a real window, with a stand-in for Windows PowerShell.

#![cfg(target_os = "linux")]

use crosstrust_rehearsal::cloud::TENANT_ID;
use crosstrust_tests::window::{ALT, Desktop, ESCAPE, Journey, Page};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const STAND_IN: &str = env!("CARGO_BIN_EXE_stand_in_shell");

/// The end of each title of the program's window.
const WINDOW: &str = " - Crosstrust";

/// The question before the window closes.
const CLOSE: &str = "Close Crosstrust?";

/// Windows PowerShell, as the program finds it on the computer of a test.
struct Shell(TempDir);

impl Shell {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(STAND_IN, folder.path().join("powershell")).expect("it is there");
        Self(folder)
    }

    /// A desktop of a computer with this shell, in a domain.
    fn desktop(&self) -> Desktop {
        let powershell = self.path().join("powershell");
        Desktop::start_as(&json!({ "powershell": powershell, "domain": "contoso.com" }))
    }

    /// A desktop of an Exchange server with this shell, in a domain.
    fn server(&self) -> Desktop {
        let powershell = self.path().join("powershell");
        let exchange = self.path();
        Desktop::start_as(
            &json!({ "powershell": powershell, "exchange": exchange, "domain": "contoso.com" }),
        )
    }

    /// How the organization begins.
    fn situation(&self, name: &str) {
        std::fs::write(self.path().join("situation"), name).expect("it is written");
    }

    /// The organization as it is now.
    fn organisation(&self) -> Value {
        let kept = std::fs::read(self.path().join("organisation.json")).expect("it is kept");
        serde_json::from_slice(&kept).expect("it was kept whole")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// What goes wrong from now on.
    fn fault(&self, name: &str) {
        std::fs::write(self.path().join("fault"), name).expect("it is written");
    }

    /// Whether a script was run on the organization.
    fn has_run(&self) -> bool {
        self.path().join("organisation.json").exists()
    }

    /// The processes of the run that hangs.
    fn processes(&self) -> Vec<String> {
        let listed = std::fs::read_to_string(self.path().join("processes")).expect("it hangs");
        listed.split_whitespace().map(str::to_owned).collect()
    }
}

/// Whether the process of this number is there and has not ended.
fn is_alive(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = status.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}

/// A real setup of the Teams guide, with its questions on the page.
async fn begin(page: &Page) {
    page.press("new-setup").await;
    page.press("start-real").await;
    page.press("create-setup").await;
    page.find("answer-tenant").await;
}

/// Answers everything, and goes on to the script of all steps.
async fn answer(page: &Page) {
    page.fill("answer-tenant", TENANT_ID).await;
    page.fill("answer-verified_domain", "contoso.com").await;
    page.fill("answer-hybrid_domain", "contoso.mail.onmicrosoft.com").await;
    page.fill("answer-domain_controller", "dc01.contoso.com").await;
    page.press("next").await;
    page.find("run-here").await;
}

/// Starts a run of this kind, and waits until it has ended with a fault of this code.
async fn fails(page: &Page, button: &str, code: &str) {
    page.press(button).await;
    page.wait(&format!("[data-testid='error'][data-code='{code}']")).await;
    page.find(button).await;
}

/// What the list of steps says of a step.
async fn state(page: &Page, step: &str) -> String {
    page.attribute(&format!("step-{step}"), "data-state").await
}

/// A dry run from this PC, until the changes can be made.
async fn show_changes(page: &Page) {
    page.press("run-dry").await;
    page.wait("[data-testid='run-real']:not([disabled])").await;
}

/// The run from this PC that makes every change, after its dry run.
async fn make_changes(page: &Page) {
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    page.press("run-real").await;
    page.find("receipt-result").await;
}

/// A run whose changes were shown, and that waits for something that never comes.
async fn begin_run_that_hangs(shell: &Shell, page: &Page) {
    begin(page).await;
    answer(page).await;
    page.fill("run-server", "ex01.contoso.com").await;
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    shell.fault("hangs");
    page.press("run-real").await;
    page.shows("run-lines", "It waits").await;
}

#[tokio::test]
async fn the_window_asks_before_it_closes_during_a_run_and_ends_the_run_when_it_does() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin_run_that_hangs(&shell, &page).await;
    let processes = shell.processes();
    let windows = desktop.windows();

    windows.close(WINDOW);
    windows.press(CLOSE, &[ESCAPE]);
    windows.wait_until_gone(CLOSE);
    page.shows("run-lines", "It waits").await;
    assert!(processes.iter().all(|process| is_alive(process)), "it still runs");

    windows.close(WINDOW);
    windows.press(CLOSE, &[ALT, u32::from(b'y')]);
    windows.wait_until_gone(WINDOW);
    let deadline = Instant::now() + Duration::from_secs(20);
    while processes.iter().any(|process| is_alive(process)) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!processes.iter().any(|process| is_alive(process)), "the script has ended as well");
    page.leave().await;

    shell.fault("");
    let page = desktop.open_real().await;
    Journey::new(&page).resume().await;
    page.shows("heading", "A run ended without a result").await;
    assert_eq!(state(&page, "account").await, "unknown");
    let id = page.call("home", json!({})).await.expect("a list")["setups"][0]["id"].clone();
    let journal = page.call("journal", json!({ "id": id })).await.expect("a journal").to_string();
    assert!(journal.contains("ended without a result"), "its end was recorded: {journal}");
    assert!(!journal.contains("closed before it ended"), "{journal}");
    page.close().await;
}

#[tokio::test]
async fn the_server_is_typed_or_found_and_no_other_text_is_taken_for_one() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin(&page).await;
    answer(&page).await;
    assert_eq!(page.attribute("run-dry", "disabled").await, "true", "a server is missing");
    for (name, said) in [
        ("a;calc", ";"),
        ("-x.contoso.com", "hyphen"),
        ("srv$(x)", "$"),
        ("ex01", "at least one dot"),
        ("ex01.contoso.com/..", "/"),
    ] {
        page.fill("run-server", name).await;
        page.press("run-dry").await;
        page.shows("run-server-wrong", said).await;
        assert_eq!(page.attribute("run-server", "aria-invalid").await, "true", "{name}");
        assert_eq!(page.focused().await, "run-server", "{name}");
        assert!(!page.has("error").await, "{name}: it is said at the field alone");
        assert!(page.has("run-dry").await, "{name}");
    }
    page.fill("run-server", "ex09.contoso.com").await;
    assert!(!page.has("run-server-wrong").await, "another name is not wrong yet");

    page.fill("run-server", "ex01").await;
    page.press("run-dry").await;
    page.find("run-server-wrong").await;
    page.press("run-find-servers").await;
    // The driver cannot read a text beside a list of suggestions.
    let note =
        "return document.querySelector(\"[data-testid='run-here'] [role='status']\").textContent";
    let named = "Active Directory names 2 Exchange servers. Choose one in the box.";
    wait_for(&page, &format!("{note}.trim()"), &json!(named)).await;
    let offered =
        "return [...document.querySelectorAll('datalist option')].map((one) => one.value)";
    assert_eq!(page.run(offered).await, json!(["ex01.contoso.com", "ex02.contoso.com"]));
    assert!(!shell.has_run(), "nothing was run for a name that is none");
    assert!(
        !page.has("run-server-wrong").await,
        "whoever chooses from the list is told of no name"
    );
    assert_eq!(value(&page, "run-server").await, "", "the box lists every server");
    page.fill("run-server", "EX02.contoso.com").await;
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    page.close().await;
}

#[tokio::test]
async fn after_a_dry_run_the_changes_are_one_press_away() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin(&page).await;
    answer(&page).await;
    page.shows("what-happens", "Crosstrust imports the result of a run from this PC").await;
    page.fill("run-server", "ex01.contoso.com").await;
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    page.shows("run-real", "Make these").await;
    let text = page.text().await;
    assert!(text.contains("run the script from this PC, or run it yourself"), "{text}");
    let order = "const at = (id) => document.querySelector(`[data-testid='${id}']`).getBoundingClientRect().top; \
        return at('run-here') < at('what-happens') && at('what-happens') < at('copy-script')";
    assert_eq!(page.run(order).await, true, "what is done next comes first:\n{text}");
    page.press("run-real").await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    page.close().await;
}

#[tokio::test]
async fn a_run_that_is_canceled_ends_with_its_processes_and_is_unknown() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin_run_that_hangs(&shell, &page).await;
    // Whoever looks elsewhere meanwhile finds it again.
    page.press("home-link").await;
    page.press("setup-open").await;
    page.shows("run-lines", "It waits").await;
    page.press("run-cancel").await;
    page.shows("heading", "A run ended without a result").await;
    page.find("run-real").await;
    let begun = Instant::now();
    for process in shell.processes() {
        while is_alive(&process) {
            assert!(begun.elapsed() < Duration::from_secs(10), "{process} is still there");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    assert_eq!(state(&page, "account").await, "unknown");
    assert!(!page.has("receipt-result").await, "what the dry run read is no longer known");

    // The same script reads first: it says what is there.
    shell.fault("");
    assert_eq!(
        page.attribute("run-real", "disabled").await,
        "true",
        "what it changes is not known"
    );
    show_changes(&page).await;
    page.press("run-real").await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    page.close().await;
}

#[tokio::test]
async fn a_window_that_closes_in_the_middle_of_a_run_reopens_with_it_unknown() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin_run_that_hangs(&shell, &page).await;
    page.close().await;
    for process in shell.processes() {
        let _ = std::process::Command::new("kill").args(["-KILL", &process]).status();
    }

    shell.fault("");
    let page = desktop.open_real().await;
    Journey::new(&page).resume().await;
    page.shows("heading", "A run ended without a result").await;
    assert_eq!(state(&page, "account").await, "unknown");
    page.find("run-real").await;
    assert!(!page.has("run-lines").await, "nothing is under way");
    let left = desktop.data().join("runs").read_dir().map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing of the run is left");
    page.fill("run-server", "ex01.contoso.com").await;
    show_changes(&page).await;
    page.press("run-real").await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    page.close().await;
}

#[tokio::test]
async fn each_fault_names_its_remedy_and_marks_nothing_as_done() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin(&page).await;
    answer(&page).await;
    let before = state(&page, "account").await;
    page.fill("run-server", "ex01.contoso.com").await;
    for (fault, code, remedy) in [
        ("policy", "run-policy-forbids", "policy"),
        ("blocked", "run-blocked", "virus scanner"),
        ("not-reached", "run-connection-failed", "server"),
        ("server-not-found", "run-server-not-found", "name"),
        ("access-denied", "run-access-denied", "account"),
        ("kerberos", "run-kerberos-failed", "sign"),
    ] {
        shell.fault(fault);
        fails(&page, "run-dry", code).await;
        page.shows("error", remedy).await;
        let lines = page.run("return document.querySelectorAll('[data-testid=error] ol li, [data-testid=error] p').length").await;
        assert!(lines.as_u64().is_some_and(|lines| lines >= 3), "{fault} has no remedy");
        assert_eq!(state(&page, "account").await, before, "{fault}");
    }
    assert!(!shell.has_run());

    // Once it has begun, nobody knows what it changed.
    shell.fault("");
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    shell.fault("blocked");
    fails(&page, "run-real", "run-blocked").await;
    assert_ne!(state(&page, "account").await, "unknown", "the script was not even loaded");
    shell.fault("");
    show_changes(&page).await;
    shell.fault("dies");
    fails(&page, "run-real", "run-broke-off").await;
    page.shows("heading", "A run ended without a result").await;
    assert_eq!(state(&page, "account").await, "unknown");
    page.close().await;
}

#[tokio::test]
async fn discovery_verification_and_undo_run_from_here_too() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin(&page).await;
    page.press("discover").await;
    page.fill("run-server", "ex01.contoso.com").await;
    page.press("run-real").await;
    page.find("use-found").await;
    page.press("use-found").await;
    let found = "return document.querySelector(\"[data-testid='answer-verified_domain']\").value";
    wait_for(&page, found, &json!("contoso.com")).await;
    answer(&page).await;
    assert_eq!(value(&page, "run-server").await, "ex01.contoso.com", "the server of the last run");
    make_changes(&page).await;

    page.press("step-verify").await;
    page.press("read-server").await;
    page.press("run-real").await;
    page.wait("[data-testid='step-account'][data-status='verified']").await;
    assert!(!page.has("run-here").await, "it has been read");

    page.press("step-account").await;
    page.press("undo-script").await;
    page.press("run-dry").await;
    page.shows("run-real", "Make these").await;
    assert_eq!(state(&page, "account").await, "done", "a dry run takes nothing back");
    page.press("run-real").await;
    page.wait("[data-testid='step-account']:not([data-state='done'])").await;
    page.close().await;
}

/// A guide of several scripts, of which one would change something and has nothing to change.
#[tokio::test]
async fn a_rotation_runs_from_here_script_by_script() {
    let shell = Shell::new();
    shell.situation("next-certificate");
    let desktop = shell.server();
    let page = desktop.open_real().await;
    begin_rotation(&page).await;
    page.press("next").await;
    assert!(!page.has("run-dry").await, "what only reads has no dry run");
    page.press("run-real").await;
    page.wait("[data-testid='step-certificates'][data-state='done']").await;

    // A dry run that finds everything in place is enough.
    page.press("next").await;
    page.press("run-dry").await;
    page.wait("[data-testid='step-next'][data-state='done']").await;
    page.shows("heading", "The next certificate: verified").await;
    page.close().await;
}

/// A real setup of the rotation, with its answers.
async fn begin_rotation(page: &Page) {
    page.press("new-setup").await;
    page.press("start-real").await;
    page.press("guide-rotate").await;
    page.press("create-setup").await;
    page.fill("answer-tenant", TENANT_ID).await;
    page.fill("answer-domain_controller", "dc01.contoso.com").await;
}

/// Each script of it asks before its change, and nobody can answer it from here.
#[tokio::test]
async fn the_next_certificate_is_set_taken_back_set_again_and_published_from_here() {
    let shell = Shell::new();
    shell.situation("half-done-by-hand");
    let desktop = shell.server();
    let page = desktop.open_real().await;
    begin_rotation(&page).await;
    page.press("discover").await;
    page.press("run-real").await;
    page.find("use-found").await;
    let made = shell.organisation()["certificates"][1]["thumbprint"].clone();
    let in_use = shell.organisation()["currentCertificate"].clone();
    assert_ne!(made, in_use);
    page.fill("answer-next_thumbprint", made.as_str().expect("a thumbprint")).await;
    page.choose("answer-takeover", "0").await;
    page.press("next").await;

    page.press("step-next").await;
    make_changes(&page).await;
    page.wait("[data-testid='step-next'][data-state='done']").await;
    assert_eq!(shell.organisation()["nextCertificate"], made);
    page.press("undo-script").await;
    page.press("run-dry").await;
    page.shows("run-real", "Make this change").await;
    page.press("run-real").await;
    page.wait("[data-testid='step-next']:not([data-state='done'])").await;
    assert_eq!(shell.organisation()["nextCertificate"], "");

    page.press("step-next").await;
    make_changes(&page).await;
    page.wait("[data-testid='step-next'][data-state='done']").await;
    page.press("step-rollover").await;
    page.find("run-switch").await;
    assert!(!page.has("run-dry").await, "without a switch it only reads");
    page.press("run-switch").await;
    assert_eq!(page.attribute("run-real", "disabled").await, "true", "the dry run comes first");
    page.press("run-dry").await;
    page.shows("heading", "dry run").await;
    page.shows("run-printed", "Publish the next certificate").await;
    page.shows("run-real", "Make this change").await;
    assert_eq!(shell.organisation()["currentCertificate"], in_use, "a dry run changes nothing");
    // What the dry run lists is not what the script does without the switch.
    page.press("run-switch").await;
    page.shows("run-real", "Run script").await;
    page.press("run-switch").await;
    page.shows("run-real", "Make this change").await;
    page.press("run-real").await;
    page.wait("[data-testid='step-rollover'][data-state='done']").await;
    assert_eq!(shell.organisation()["currentCertificate"], made);
    page.close().await;
}

/// The names of the switches that are like this, such as `:checked`.
async fn switches(page: &Page, like: &str) -> Value {
    page.run(&format!(
        "return [...document.querySelectorAll(\"[data-testid='run-switch']{like}\")].map((one) => one.dataset.switch)"
    ))
    .await
}

#[tokio::test]
async fn iis_is_restarted_with_a_switch_on_the_server_itself_and_nowhere_else() {
    let shell = Shell::new();
    shell.situation("fully-configured");
    let desktop = shell.server();
    let page = desktop.open_real().await;
    begin(&page).await;
    answer(&page).await;
    page.press("run-dry").await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    page.press("step-verify").await;
    page.press("read-server").await;
    page.find("run-switch").await;
    let both = json!(["-RestartIis", "-RecyclePools"]);
    page.press_all("[data-way='remote']").await;
    assert_eq!(switches(&page, ":disabled").await, both, "it acts on this PC");
    page.shows("run-here", "Not possible here").await;
    page.press_all("[data-way='local']").await;
    assert_eq!(switches(&page, ":enabled").await, both);
    for one in ["-RestartIis", "-RecyclePools", "-RestartIis"] {
        page.press_all(&format!("[data-switch='{one}']")).await;
        assert_eq!(switches(&page, ":checked").await, json!([one]), "one is instead of the other");
    }
    assert_eq!(page.attribute("run-real", "disabled").await, "true", "the dry run comes first");
    page.press("run-dry").await;
    page.shows("run-printed", "What if: Performing the operation \"Restart IIS\"").await;
    assert_eq!(switches(&page, ":checked").await, json!(["-RestartIis"]));
    page.press("run-real").await;
    page.shows("run-printed", "The script has ended").await;
    page.shows("run-printed", "Restart IIS: ").await;
    assert_eq!(switches(&page, ":checked").await, json!([]), "the next run reads alone");
    page.wait("[data-testid='step-account'][data-status='verified']").await;
    page.close().await;
}

#[tokio::test]
async fn a_run_that_fails_while_another_page_is_open_says_why_afterwards() {
    let shell = Shell::new();
    let desktop = shell.desktop();
    let page = desktop.open_real().await;
    begin_run_that_hangs(&shell, &page).await;
    page.press("home-link").await;
    page.find("setup-open").await;
    for process in shell.processes() {
        let _ = std::process::Command::new("kill").args(["-KILL", &process]).status();
    }
    let runs = desktop.data().join("runs");
    let begun = Instant::now();
    while runs.read_dir().is_ok_and(|entries| entries.count() > 0) {
        assert!(begun.elapsed() < Duration::from_secs(20), "the run has not ended");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    page.press("setup-open").await;
    page.wait("[data-testid='error'][data-code='run-broke-off']").await;
    page.close().await;

    // The window that ran it is gone too.
    let page = desktop.open_real().await;
    Journey::new(&page).resume().await;
    page.wait("[data-testid='error'][data-code='run-broke-off']").await;
    let text = page.text().await;
    assert!(text.contains("The last run from this PC ended without a result"), "{text}");
    assert_eq!(state(&page, "account").await, "unknown");

    shell.fault("");
    page.fill("run-server", "ex01.contoso.com").await;
    show_changes(&page).await;
    page.press("run-real").await;
    page.wait("[data-testid='step-account'][data-state='done']").await;
    assert!(!page.has("error").await, "a result came");
    page.close().await;
}

/// What is in a field.
async fn value(page: &Page, id: &str) -> Value {
    page.find(id).await;
    page.run(&format!("return document.querySelector(\"[data-testid='{id}']\").value")).await
}

/// Waits until a script gives this.
async fn wait_for(page: &Page, script: &str, expected: &Value) {
    let begun = Instant::now();
    loop {
        let found = page.run(script).await;
        if found == *expected {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{found}, not {expected}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
