use super::*;
use crate::certificate::Certificate;
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    Backup, BackupKey, KeyFate, NameFate, Plan, PlanAction, PlannedKey, PlannedName, PrincipalPlan,
};
use crate::graph::{PrincipalResult, PrincipalState};
use crate::guide::{AnswerId, Guide, GuideId};
use crate::probe::{self, Probed};
use crate::receipt::{
    CertificateUse, Change, Discovery, Finding, FindingState, InterruptedChange, InterruptedRun,
    ScriptProblem, Suggestion, Verdict,
};
use crate::setup::TenantOperation;
use crate::setup::fixture::{
    at, current, id, plan_for, receipt, received, result, step, with_fact,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

const SFB: &str = "00000004-0000-0ff1-ce00-000000000000";
const TENANT_ID: &str = "7d2f9c1e-4b5a-4c3d-8e9f-0a1b2c3d4e5f";
const OBJECT_ID: &str = "5c1b8a7d-3e2f-4d6c-9b0a-f1e2d3c4b5a6";
const REQUEST_ID: &str = "0f8b2c6d-1a3e-4f5b-8c7d-9e0f1a2b3c4d";

/// Names as organisations have them, and as nobody expects them.
const ORGANISATION: &str = "O’Brien'; & Söhne \"GmbH\" $(whoami) {{ x }}\r\nAbteilung Zwölf";
const DOMAIN: &str = "grünwald-chemie.example";
const CONTROLLER: &str = "dc07.ad.grünwald-chemie.example";
const PERSON: &str = "Éloïse.Dubois@grünwald-chemie.example";
const SERVER: &str = "MBX-HALLE-3";
const ACCOUNT: &str = r"HALLE\Birgit Sommerfeld";
const TENANT: &str = "gruenwaldchemie.onmicrosoft.com";
const NOTE: &str = "Frau Wischnewski hat das am Dienstag geprüft";
const FILE: &str = "Zertifikat von Herrn Kowalczyk.cer";
const LINKED: &str = "grünwald-chemie.example/Benutzer/Dienstkonto Maibaum";
const SHOWN: &str = "Sprachbox Chemie";
const USER: &str = "edubois";
const HOME: &str = r"C:\Users\Éloïse Dubois\AppData\Local";
const SCRIPT_WORDS: &str = "Das Objekt Birkenhain wurde auf MBX-HALLE-3 nicht gefunden";

const HOST: &str = "pool-kaltenbach.lindenhof.example";
const HOST_NAMES: [&str; 2] = [
    "https://pool-kaltenbach.lindenhof.example/",
    "00000004-0000-0ff1-ce00-000000000000/web-eschenried.lindenhof.example",
];

/// Every name above, and the parts of it that would give it away.
const PERSONAL: &[&str] = &[
    ORGANISATION,
    "O’Brien",
    "Söhne",
    "Zwölf",
    DOMAIN,
    "grünwald",
    CONTROLLER,
    "dc07",
    PERSON,
    "Éloïse",
    "Dubois",
    SERVER,
    ACCOUNT,
    "Sommerfeld",
    TENANT,
    "gruenwaldchemie",
    NOTE,
    "Wischnewski",
    FILE,
    "Kowalczyk",
    LINKED,
    "Maibaum",
    "Steinbruch",
    SHOWN,
    "Sprachbox",
    HOST,
    "kaltenbach",
    "web-eschenried",
    "lindenhof",
    USER,
    HOME,
    TENANT_ID,
    OBJECT_ID,
    SCRIPT_WORDS,
    "Birkenhain",
    "EX09",
    "10.20.30.40",
    "fremde-firma",
    "Seltsam",
];

fn library() -> Library {
    Library::built_in().unwrap()
}

fn guide(library: &Library) -> &Guide {
    library.guide(&GuideId::from("teams")).unwrap()
}

/// A setup with every kind of name in every place that can hold one.
fn setup(library: &Library) -> Setup {
    let guide = guide(library);
    let now = at(1);
    let mut setup = Setup::new(id(1), guide, false, now, PERSON);
    let answers: BTreeMap<AnswerId, String> = [
        ("organization_name", ORGANISATION),
        ("tenant", TENANT),
        ("verified_domain", DOMAIN),
        ("domain_controller", CONTROLLER),
        ("cloud", "global"),
        ("client_id", REQUEST_ID),
        ("login_url", "https://anna:pass@login.fremde-firma.example/"),
    ]
    .map(|(id, value)| (AnswerId::from(id), value.to_owned()))
    .into();
    setup.set_answers(guide, answers, now, PERSON).unwrap();
    setup.find_tenant(guide, TENANT_ID, now, PERSON);

    let certificate = current();
    let mut linked = with_fact(step("account", Verdict::Failed), "identity", json!(LINKED));
    linked.facts.insert("members".into(), json!([PERSON, { "Seltsam": SERVER, "on": true }]));
    linked.facts.insert("count".into(), json!(3));
    linked.findings = vec![Finding {
        certificate: None,
        fact: None,
        empty: false,
        label: "Linked account".into(),
        expected: format!("{DOMAIN}/Users/x"),
        found: LINKED.into(),
        state: FindingState::Differs,
        otherwise: Some(format!("Ask {PERSON}.")),
    }];
    let change = |target: &str, action: &str| Change {
        target: target.into(),
        action: action.into(),
        done: true,
        before: Some(json!([LINKED, PERSON])),
        after: Some(json!(SERVER)),
    };
    linked.changes = vec![
        change(LINKED, &format!("Linked {PERSON}")),
        change("Dienstkonto Steinbruch", "Create the mail user"),
    ];
    linked.problem = Some(ScriptProblem {
        code: "cmdlet-not-in-role".into(),
        title: "The cmdlet is missing".into(),
        message: SCRIPT_WORDS.into(),
        next: vec![format!("Ask {PERSON}.")],
        detail: "[Server=EX09,RequestId=1] 5C0A3A37,Microsoft.Exchange.Management.X".into(),
    });
    let mut judgement = receipt(5, vec![linked]);
    judgement.computer = SERVER.into();
    judgement.account = Some(ACCOUNT.into());
    judgement.certificates = vec![received(CertificateUse::Current, &certificate)];
    judgement.discovery = Some(Discovery {
        facts: serde_json::Map::new(),
        prerequisites: Vec::new(),
        part: "discovery".into(),
        suggestions: vec![Suggestion {
            answer: AnswerId::from("domain_controller"),
            value: CONTROLLER.into(),
            source: format!("Asked {SERVER}"),
            choose: false,
        }],
        notes: vec![format!("Server {SERVER}, site Birkenhain")],
        unread: vec![SCRIPT_WORDS.into()],
        likely_done: vec!["account".into()],
    });
    judgement.interrupted = vec![InterruptedRun {
        started: at(4),
        computer: SERVER.into(),
        account: Some(ACCOUNT.into()),
        script: Some("account".into()),
        changes: vec![InterruptedChange {
            step: "sfbonline".into(),
            target: LINKED.into(),
            action: format!("Linked {PERSON}"),
            confirmed: false,
            former: BTreeMap::from([("formerLinkedAccount".to_owned(), LINKED.to_owned())]),
            before: Some(json!(LINKED)),
            after: Some(json!(PERSON)),
        }],
        damaged: 0,
    }];
    setup.take_receipt(guide, &judgement, now).unwrap();
    setup.confirm(guide, &"account".into(), NOTE, now, PERSON).unwrap();
    setup.skip(guide, &"role".into(), NOTE, now, PERSON).unwrap();
    setup.skip(guide, &"role".into(), "Seltsam, wirklich", now, PERSON).unwrap();
    setup.choose_certificate(guide, &certificate, FILE, now, PERSON).unwrap();

    in_the_tenant(&mut setup, guide, &certificate);
    setup
}

/// Puts names where Graph and what was read of it may hold them.
fn in_the_tenant(setup: &mut Setup, guide: &Guide, certificate: &Certificate) {
    let now = at(1);
    let refused = Problem::new(ErrorCode::GraphAccessDenied, format!("{PERSON} may not."))
        .with_detail(format!("HTTP 403 at 10.20.30.40 for {TENANT_ID}\nrequest-id {REQUEST_ID}"));
    let key = PlannedKey {
        thumbprint: Some(certificate.thumbprint()),
        key_id: Some(REQUEST_ID.into()),
        not_before: None,
        not_after: Some(at(9)),
        fate: KeyFate::Keep,
        other_kind: None,
        other_end: None,
    };
    setup.store_backup(
        vec![Backup {
            keys_untouched: false,
            names: Some(HOST_NAMES.map(str::to_owned).into()),
            account_enabled: None,
            tenant_id: TENANT_ID.parse().unwrap(),
            app_id: SFB.parse().unwrap(),
            object_id: OBJECT_ID.into(),
            taken_at: now,
            keys: vec![BackupKey {
                r#type: "AsymmetricX509Cert".into(),
                usage: "Verify".into(),
                key: BASE64_STANDARD.encode(certificate.der()),
                thumbprint: certificate.thumbprint(),
                not_after: None,
            }],
        }],
        now,
        PERSON,
    );
    let failed = PrincipalResult {
        names: HOST_NAMES.map(str::to_owned).into(),
        keys: vec![key.clone()],
        error: Some(refused.clone()),
        ..result(SFB, PrincipalState::Failed, &[certificate])
    };
    setup.end_operation(guide, vec![failed], now, PERSON).unwrap();
    setup.record_probe(probed(now), now, PERSON);
    setup.record_plan(
        plan_for(TenantOperation::Upload),
        Plan {
            principals: vec![PrincipalPlan {
                names: HOST_NAMES
                    .map(|name| PlannedName { name: name.into(), fate: NameFate::Add })
                    .into(),
                sets_enabled: None,
                app_id: SFB.parse().unwrap(),
                display_name: Some(SHOWN.into()),
                account_enabled: Some(true),
                action: PlanAction::Write,
                keys: vec![key],
                warning: None,
                problem: Some(refused),
            }],
            read_at: now,
            clock_ahead: None,
        },
        now,
        PERSON,
    );
}

fn log() -> String {
    format!(
        "2026-11-21T02:00:00Z  INFO crosstrust::app: started version=\"0.1.0\"\n\
         WARN x: problem={:?} the tenant was not looked up for {PERSON}\n\
         INFO x: {HOME}\\Crosstrust\\logs and /home/{USER}/.local on {SERVER} at {CONTROLLER}\n\
         INFO x: Irgendwer@fremde-firma.example, FREMDE-FIRMA\\{USER}, CN=Seltsam,OU=Birkenhain\n\
         INFO crosstrust_core::graph::answer: status=403 request_id=\"{REQUEST_ID}\" 10.20.30.40\n\
         ERROR crosstrust::panic: place=\"src-tauri/src/log.rs:32:9\" Bearer abcdefgh {ORGANISATION:?}\n\
         INFO x: {} {} {} {HOST}\n",
        format!("{PERSON}: not found"),
        PERSON.to_uppercase(),
        SERVER.to_lowercase(),
        TENANT_ID,
    )
}

fn made(setup: Option<&Setup>, known: &[Setup], library: &Library) -> SupportFile {
    SupportFile::new(&Sources {
        setup,
        known,
        library,
        personal: &[USER.to_owned(), HOME.to_owned(), "MBX-HALLE-3".to_owned()],
        logs: vec![LogFile { name: "crosstrust.2026-11-21.log".into(), text: log() }],
        program: "0.1.0".into(),
        system: "linux, Debian, x86_64".into(),
        webview: Some("2.48".into()),
        now: at(60),
    })
}

/// Every file of the archive, as its reader unpacks it.
fn unpacked(file: &SupportFile) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file.to_zip())).unwrap();
    let names: Vec<String> = (0..archive.len())
        .map(|place| archive.by_index(place).unwrap().name().unwrap().into_owned())
        .collect();
    let mut read = |name: &String| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

/// The forms in which a name could still be in a file.
fn forms(name: &str) -> Vec<Vec<u8>> {
    let utf_16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms = vec![
        name.as_bytes().to_vec(),
        name.to_lowercase().into_bytes(),
        name.to_uppercase().into_bytes(),
        Value::from(name).to_string().trim_matches('"').as_bytes().to_vec(),
        format!("{name:?}").trim_matches('"').as_bytes().to_vec(),
    ];
    for bytes in [name.as_bytes().to_vec(), utf_16] {
        for before in 0..3 {
            // Without what the neighbours decide.
            let shifted = [vec![0; before], bytes.clone()].concat();
            let text = BASE64_STANDARD.encode(&shifted[..shifted.len() / 3 * 3]);
            forms.push(text.as_bytes()[if before == 0 { 0 } else { 4 }..].to_vec());
        }
        forms.push(bytes);
    }
    forms.retain(|form| form.len() > 3);
    forms
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn assert_nobody_is_named(file: &SupportFile) {
    for (name, bytes) in unpacked(file) {
        for personal in PERSONAL {
            for form in forms(personal) {
                assert!(
                    !holds(&bytes, &form) && !holds(name.as_bytes(), &form),
                    "{name} holds {personal:?} as {:?}:\n{}",
                    String::from_utf8_lossy(&form),
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}

fn text(file: &SupportFile, name: &str) -> String {
    String::from_utf8(unpacked(file).remove(name).expect("it is in the archive")).unwrap()
}

/// What a check from outside found, with names in every text.
fn probed(at: Timestamp) -> Probed {
    let url = format!("https://autodiscover.{DOMAIN}/autodiscover/autodiscover.svc");
    Probed {
        at,
        address: PERSON.to_owned(),
        computer: Some(SERVER.to_owned()),
        outcome: probe::ProbeOutcome::Found,
        findings: vec![probe::ProbeFinding {
            said: None,
            code: probe::ProbeCode::TenantNotTrusted,
            title: probe::ProbeCode::TenantNotTrusted.title(),
            url: url.clone(),
            status: Some(401),
            verdict: probe::ProbeVerdict::Failed,
            words: format!("{DOMAIN} does not accept tokens of {TENANT_ID}."),
            remedy: Some(format!("Look at {HOST}.")),
            command: Some(format!("Get-Recipient -Identity '{PERSON}'")),
            mends: Vec::new(),
        }],
        requests: 8,
        seconds: 0.6,
        log: vec![probe::LoggedRequest {
            url,
            empty_token: true,
            sent: true,
            status: Some(302),
            redirect: Some(format!("https://{HOST}/")),
            challenge: Some(format!("trusted_issuers=x@{TENANT_ID}")),
            why: Some(format!("{SERVER} refuses")),
        }],
        limitations: format!("Seen from {SERVER}."),
    }
}

#[test]
fn nobody_is_named_anywhere_in_the_archive() {
    let library = library();
    let setup = setup(&library);
    let saved = serde_json::to_string(&setup).unwrap();
    for name in [DOMAIN, PERSON, SERVER, TENANT_ID, OBJECT_ID, FILE, SHOWN, "Birkenhain"] {
        assert!(saved.contains(name), "the setup really holds {name}");
    }
    assert_nobody_is_named(&made(Some(&setup), &[], &library));
}

#[test]
fn a_log_names_nobody_of_a_setup_that_is_not_in_the_archive() {
    let library = library();
    let setup = setup(&library);
    let file = made(None, std::slice::from_ref(&setup), &library);
    assert_nobody_is_named(&file);
    assert!(!unpacked(&file).contains_key("setup.json"));
}

#[test]
fn the_search_of_these_tests_finds_what_it_looks_for() {
    for name in PERSONAL {
        for form in forms(name) {
            assert!(holds(
                &[b"before ".to_vec(), form.clone(), b" after".to_vec()].concat(),
                &form
            ));
        }
    }
    let hidden = BASE64_STANDARD.encode(format!("xy{SERVER} and more"));
    assert!(forms(SERVER).iter().any(|form| holds(hidden.as_bytes(), form)), "{hidden}");
}

#[test]
fn one_name_has_one_placeholder_all_through_the_archive() {
    let library = library();
    let setup = setup(&library);
    let file = made(Some(&setup), &[], &library);
    let shown: Value = serde_json::from_str(&text(&file, "setup.json")).unwrap();
    let person = shown["journal"][0]["who"].as_str().unwrap();
    assert!(person.starts_with("person-"), "{person}");
    assert!(text(&file, "log/crosstrust.2026-11-21.log").contains(&format!("for {person}")));
    let domain = shown["answers"]["verified_domain"].as_str().unwrap();
    assert!(domain.starts_with("domain-"), "{domain}");
    let tenant = shown["tenant"]["id"].as_str().unwrap();
    assert!(tenant.starts_with("tenant-"), "{tenant}");
    assert_eq!(shown["backups"][0]["principals"][0]["tenantId"], tenant);
    let computer = shown["lastReceipt"]["computer"].as_str().unwrap();
    assert_eq!(shown["steps"]["account"]["computer"], computer);
    assert!(computer.starts_with("computer-"), "{computer}");
}

#[test]
fn what_a_support_case_is_made_of_stays() {
    let library = library();
    let setup = setup(&library);
    let file = made(Some(&setup), &[], &library);
    let shown: Value = serde_json::from_str(&text(&file, "setup.json")).unwrap();
    let thumbprint = current().thumbprint().to_string().len();
    assert_eq!(shown["id"], setup.id().to_string());
    assert_eq!(shown["steps"]["role"]["state"], "skipped");
    assert_eq!(shown["answers"]["cloud"], "global");
    assert_eq!(shown["answers"]["client_id"], REQUEST_ID);
    assert_eq!(shown["plan"]["principals"][0]["appId"], SFB);
    assert_eq!(shown["plan"]["principals"][0]["action"], "write");
    assert_eq!(shown["plan"]["principals"][0]["keys"][0]["fate"], "keep");
    let print = shown["plan"]["principals"][0]["keys"][0]["thumbprint"].as_str().unwrap();
    assert_eq!(print.len(), thumbprint);
    let error = &shown["written"]["principals"][0]["error"];
    assert_eq!(error["code"], "graph-access-denied");
    assert!(error["detail"].as_str().unwrap().contains(REQUEST_ID), "{error}");
    let problem = &shown["steps"]["account"]["judgement"]["problem"];
    assert_eq!(problem["code"], "cmdlet-not-in-role");
    assert!(problem["detail"].as_str().unwrap().contains("5C0A3A37"), "{problem}");
    let facts = &shown["steps"]["account"]["judgement"]["facts"];
    assert_eq!(facts["identity"].as_str().unwrap().split('-').next(), Some("path"), "{facts}");
    assert!(facts.to_string().contains(":3"), "{facts}");
    assert_eq!(shown["journal"][0]["at"], at(1).to_string());
    assert!(shown["journal"].to_string().contains("Skipped: "), "{}", shown["journal"]);
    assert!(shown["journal"].to_string().contains("Made 2 changes: (left out)"));
    let changes = shown["history"]["scripts"].as_array().unwrap();
    let change = changes.iter().find(|change| change["kind"] == "created").unwrap();
    assert_eq!((&change["kind"], &change["step"]), (&json!("created"), &json!("account")));
    assert_eq!(change["account"], shown["lastReceipt"]["account"], "one placeholder");
    let log = text(&file, "log/crosstrust.2026-11-21.log");
    assert!(log.contains(REQUEST_ID) && log.contains("status=403"), "{log}");
    assert!(log.contains("Bearer [redacted]") && log.contains("log.rs:32"), "{log}");
}

#[test]
fn certificates_are_left_out_with_the_names_in_them() {
    let library = library();
    let setup = setup(&library);
    let all = text(&made(Some(&setup), &[], &library), "setup.json");
    let saved = serde_json::to_value(&setup).unwrap();
    let der = saved["certificates"][0]["received"]["der"].as_str().unwrap();
    assert!(!all.contains(&der[..40]), "{all}");
    let subject = saved["certificates"][0]["received"]["card"]["subject"].as_str().unwrap();
    assert!(!all.contains(subject), "{subject}: {all}");
}

/// The text without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_archive_says_what_is_in_it_and_what_is_not() {
    let library = library();
    let setup = setup(&library);
    let file = made(Some(&setup), &[], &library);
    let contents = file.contents();
    assert_eq!(contents.name, "crosstrust-support-20261121-030000.zip");
    let names: Vec<&str> = contents.entries.iter().map(|entry| entry.name.as_str()).collect();
    let expected = ["README.txt", "setup.json", "versions.json", "log/crosstrust.2026-11-21.log"];
    assert_eq!(names, expected);
    let read_me = text(&file, "README.txt");
    for entry in &contents.entries[1..] {
        assert!(
            read_me.contains(&entry.name) && one_line(&read_me).contains(&entry.what),
            "{read_me}"
        );
    }
    assert!(read_me.contains("It does not contain:\r\n\r\n* Passwords"), "{read_me}");
    assert!(read_me.lines().all(|line| line.chars().count() <= 94), "{read_me}");
    let versions: Value = serde_json::from_str(&text(&file, "versions.json")).unwrap();
    assert_eq!(versions["crosstrust"], "0.1.0");
    assert_eq!(versions["guides"][0]["id"], "teams");
    assert_eq!(file.to_zip(), made(Some(&setup), &[], &library).to_zip(), "the same again");
}

#[test]
fn a_field_that_is_added_to_setups_later_is_from_outside_until_somebody_decides() {
    let mut names = PersonalNames::default();
    names.learn_unknown("backupFolder", r"\\server\keys");
    let mut scrubber = Scrubber::new(names, &library());
    let shown =
        fields::shown(json!({ "backupFolder": r"\\server\keys" }), "", false, &mut scrubber);
    assert_eq!(shown["backupFolder"], "path-1");
}

#[test]
fn a_name_of_sixty_four_kilobytes_and_one_of_one_letter_are_replaced() {
    let library = library();
    let guide = guide(&library);
    let long = "Lang & Breit, ".repeat(4_700);
    for (name, log) in [(long.as_str(), format!("for {long}!")), ("ß", "for ß alone".to_owned())]
    {
        let mut setup = Setup::new(id(2), guide, false, at(0), "operator");
        let answers = BTreeMap::from([(AnswerId::from("organization_name"), name.to_owned())]);
        setup.set_answers(guide, answers, at(0), "operator").unwrap();
        let file = SupportFile::new(&Sources {
            setup: Some(&setup),
            known: &[],
            library: &library,
            personal: &[],
            logs: vec![LogFile { name: "a.log".into(), text: log }],
            program: String::new(),
            system: String::new(),
            webview: None,
            now: at(0),
        });
        let shown = text(&file, "log/a.log");
        assert!(shown.starts_with("for name-1"), "{}", &shown[..20]);
        assert!(!text(&file, "setup.json").contains(name.trim()));
    }
}

#[test]
fn of_a_long_log_the_end_goes_in_from_the_beginning_of_a_line() {
    let text = "ä line\n".repeat(LONGEST_LOG / 4);
    let end = end_of(&text);
    assert!(end.len() <= LONGEST_LOG && end.starts_with("ä line\n") && text.ends_with(end));
    assert_eq!(end_of("short"), "short");
    assert_eq!(end_of(&"x".repeat(LONGEST_LOG + 1)), "");
}

#[test]
fn the_hosts_of_every_cloud_are_public() {
    for cloud in crate::entra::Cloud::all() {
        let endpoints = cloud.endpoints();
        for address in [endpoints.login, endpoints.graph] {
            let host = address.host_str().unwrap();
            assert!(personal::is_public(host), "{host} names nobody");
        }
    }
}
