use super::*;
use crate::error::{ErrorCode, Problem};
use crate::graph::{
    Backup, BackupKey, PlannedKey, PrincipalBefore, PrincipalResult, PrincipalState,
};
use crate::guide::Library;
use crate::probe::{Mends, ProbeCode, ProbeFinding, ProbeOutcome, Probed};
use crate::receipt::{
    FindingState, InterruptedChange, InterruptedRun, Judgement, ScriptProblem, Verdict,
};
use crate::setup::fixture::{
    SFB, TENANT, VOICEMAIL, answered, at, changing, current, dry, finding, finished, given, guide,
    held_key, id, receipt, result, some_facts, step, thumbprint, with_fact,
};
use crate::setup::{OPERATOR, Setup, TenantOperation};
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "\"' onmouseover=\"alert(1)",
    "{{ setup }}{% for x in y %}",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "-->]]><!--",
    "</style><style>*{display:none}",
];

/// The page without its elements, as far as these tests need it.
fn text_of(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect()
}

/// A finished setup in which something of everything has happened.
fn eventful() -> Setup {
    let guide = guide();
    let (mut setup, certificate) = finished();
    setup.find_tenant(&guide, TENANT, at(31), "admin");
    let mut role =
        changing(step("role", Verdict::Failed), &["Create the role from UserApplication"]);
    role.facts = some_facts();
    role.findings = vec![finding("Entries", FindingState::Kept)];
    role.findings[0].expected = "A".repeat(40);
    role.problem = Some(ScriptProblem {
        code: "exchange-error".to_owned(),
        title: "Exchange refused".to_owned(),
        message: "The object could not be found.".to_owned(),
        next: vec!["Run it again.".to_owned()],
        detail: "Code exchange-error, line 228".to_owned(),
    });
    setup.take_receipt(&guide, &receipt(40, vec![role]), at(41)).unwrap();
    setup
        .confirm(&guide, &"account".into(), "seen in the admin center", at(42), "admin@contoso.com")
        .unwrap();
    setup.tick(&guide, &"verify".into(), "calendar", true, at(43), OPERATOR).unwrap();
    setup.store_backup(
        vec![Backup {
            keys_untouched: false,
            names: None,
            account_enabled: None,
            tenant_id: TENANT.parse().unwrap(),
            app_id: SFB.parse().unwrap(),
            object_id: "0b1".to_owned(),
            taken_at: at(44),
            keys: vec![BackupKey {
                r#type: "AsymmetricX509Cert".to_owned(),
                usage: "Verify".to_owned(),
                key: "AAAA".to_owned(),
                thumbprint: thumbprint("held before"),
                not_after: Some(at(100)),
            }],
        }],
        at(44),
        "admin",
    );
    let mut failed = result(SFB, PrincipalState::Failed, &[]);
    failed.error = Some(
        Problem::new(ErrorCode::GraphAccessDenied, "Graph refused the write.")
            .with_detail("request-id 4711"),
    );
    setup
        .end_operation(
            &guide,
            vec![result(VOICEMAIL, PrincipalState::Done, &[&certificate]), failed],
            at(45),
            "admin",
        )
        .unwrap();
    setup
        .record_verified(
            &guide,
            vec![PrincipalResult {
                keys: vec![held_key(&certificate)],
                ..result(VOICEMAIL, PrincipalState::AlreadyThere, &[&certificate])
            }],
            at(46),
            "admin",
        )
        .unwrap();
    setup
}

/// What a check from outside found: one fault, reported with this text.
fn probed(text: &str) -> Probed {
    Probed {
        at: at(47),
        address: "anna@contoso.com".to_owned(),
        computer: Some("OUTSIDE".to_owned()),
        outcome: ProbeOutcome::Found,
        findings: vec![ProbeFinding {
            said: None,
            code: ProbeCode::OauthNotOffered,
            title: ProbeCode::OauthNotOffered.title(),
            url: "https://mail.contoso.com/EWS/Exchange.asmx".to_owned(),
            status: Some(401),
            verdict: crate::probe::ProbeVerdict::Failed,
            words: text.to_owned(),
            remedy: Some("Turn OAuth on.".to_owned()),
            command: Some("Get-AuthServer".to_owned()),
            mends: Vec::new(),
        }],
        requests: 8,
        seconds: 0.6,
        log: Vec::new(),
        limitations: "It cannot show everything.".to_owned(),
    }
}

#[test]
fn the_check_from_outside_is_reported_as_a_reading_that_proves_no_step() {
    let guide = guide();
    let mut setup = eventful();
    let page = |setup: &Setup| html(setup, &guide, at(60), &TimeZone::UTC);
    let section = |setup: &Setup| {
        let page = page(setup);
        let begin = page.find("Check from outside").unwrap();
        page[begin..].split("</section>").next().unwrap().to_owned()
    };
    assert!(section(&setup).contains("Not done."));
    for hostile in &HOSTILE[..2] {
        setup.record_probe(probed(hostile), at(48), OPERATOR);
        let listed = section(&setup);
        assert!(!listed.contains(hostile), "{listed}");
        for part in ["OUTSIDE", "Failed", "Turn OAuth on.", "Get-AuthServer", "verifies no step"] {
            assert!(listed.contains(part), "{part}: {listed}");
        }
    }
    assert!(!section(&setup).contains("Guide and step:"), "nothing mends it");
    let mut mended = probed("x");
    let mends = |guide: &str, step: &str| Mends { guide: guide.into(), step: step.into() };
    mended.findings[0].mends = vec![mends("teams", "upload"), mends("rotate", "export")];
    setup.record_probe(mended, at(48), OPERATOR);
    let listed = text_of(&section(&setup));
    assert!(listed.contains("Guide and step: teams upload, rotate export"), "{listed}");
    let report = json(&setup, &guide, at(60));
    assert_eq!(report["probed"]["findings"][0]["code"], "oauth-not-offered");
    let other = eventful();
    let steps = |setup: &Setup| json(setup, &guide, at(60))["steps"].clone();
    assert_eq!(steps(&setup), steps(&other), "no step moves");
}

#[test]
fn a_check_that_does_not_concern_everybody_is_shown_as_such_and_is_not_open() {
    let setup = eventful();
    let mut guide = guide();
    let open = |guide: &Guide| json(&setup, guide, at(60))["summary"]["openChecks"].clone();
    let before = open(&guide).as_array().unwrap().len();
    let checks = guide.steps.iter_mut().flat_map(|step| &mut step.checks);
    for check in checks {
        check.only_with = Some("Skype for Business clients".to_owned());
    }
    assert!(before > 0);
    assert_eq!(open(&guide), json!([]));
    let report = json(&setup, &guide, at(60));
    assert_eq!(report["steps"][6]["checks"][1]["onlyWith"], "Skype for Business clients");
    assert_eq!(report["steps"][6]["checks"][1]["tickedAt"], json!(null), "and not ticked");
    let page = html(&setup, &guide, at(60), &TimeZone::UTC);
    let page = text_of(&page);
    assert!(page.contains("Only with Skype for Business clients. Not confirmed"), "{page}");
}

#[test]
fn the_report_tells_what_was_done_by_whom_and_on_whose_word() {
    let setup = eventful();
    let report = json(&setup, &guide(), at(60));
    assert_eq!(report["format"], 1);
    assert_eq!(report["setup"], setup.id().to_string());
    assert_eq!(report["tenantId"], TENANT);
    assert_eq!(report["answers"][0]["label"], "Tenant");
    let steps = report["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 7);
    assert_eq!(steps[0]["evidenceWords"], "The user");
    assert_eq!(steps[1]["evidenceWords"], "Only the user. Not verified");
    assert_eq!(steps[1]["note"], "seen in the admin center");
    assert_eq!(
        (&steps[2]["status"], &steps[2]["statusWords"]),
        (&json!("failed"), &json!("Failed"))
    );
    assert_eq!(
        (&steps[1]["status"], &steps[1]["statusWords"]),
        (&json!("marked-done"), &json!("Marked as done"))
    );
    assert_eq!(report["standing"], "open");
    assert_eq!(steps[2]["facts"]["identity"], "contoso.com/Users/TeamsScheduler");
    assert_eq!(steps[2]["changes"][0]["action"], "Create the role from UserApplication");
    assert_eq!(steps[2]["findings"][0]["stateWords"], "Differs, and you decided to keep it");
    assert_eq!(steps[2]["computer"], "EX01");
    assert_eq!(steps[3]["evidenceWords"], "A script that changes nothing read the servers");
    assert_eq!(steps[6]["checks"][0]["tickedAt"], "2026-11-21T02:43:00Z");
    assert_eq!(steps[6]["checks"][1]["tickedAt"], json!(null));
    assert_eq!(report["certificates"][0]["useWords"], "Current certificate");
    assert_eq!(report["certificates"][0]["card"]["thumbprint"].as_str().unwrap().len(), 40);
    assert_eq!(report["written"][1]["name"], "Skype for Business Online");
    assert_eq!(report["written"][1]["error"]["detail"], "request-id 4711");
    let verified = &report["verified"][0];
    assert_eq!(
        (&verified["stateWords"], &verified["enabledWords"]),
        (&"Verified".into(), &"Enabled".into())
    );
    assert_eq!(verified["keys"][0]["standingWords"], "the current certificate");
    assert_eq!(verified["keys"][0]["daysLeft"], 399);
    let page = html(&setup, &guide(), at(60), &TimeZone::UTC);
    assert!(text_of(&page).contains(": the current certificate, from 2026-08-13 00:00 UTC, until 2027-12-26 00:00 UTC (399 days left)"), "{page}");
    assert_eq!(
        report["backups"][0]["principals"][0]["keys"][0]["thumbprint"],
        thumbprint("held before").to_string()
    );
    assert_eq!(report["journal"].as_array().unwrap().len(), setup.journal().len());
}

#[test]
fn the_report_tells_names_and_keys_that_are_gone_as_they_were_read() {
    let text = include_str!("../setup/fixtures/writes.toml");
    let guide: Guide = toml::from_str(text).unwrap();
    let mut setup = Setup::new(id(8), &guide, false, at(0), OPERATOR);
    let (certificate, former) = (current(), "AB".repeat(20));
    setup.choose_certificate(&guide, &certificate, "a.cer", at(1), OPERATOR).unwrap();
    let listed = with_fact(step("change-over", Verdict::InPlace), "former", json!([former]));
    setup.take_receipt(&guide, &receipt(2, vec![listed]), at(3)).unwrap();
    let name = "https://mail.contoso.com/";
    let read = |state| PrincipalResult {
        names: vec![name.to_owned()],
        keys: vec![held_key(&certificate)],
        ..result(SFB, state, &[&certificate])
    };
    let mut disabled = result(VOICEMAIL, PrincipalState::Failed, &[]);
    disabled.account_enabled = Some(false);
    setup
        .start_operation(&guide, TenantOperation::Upload, &"remove".into(), at(4), "admin")
        .unwrap();
    let results = vec![read(PrincipalState::Done), disabled];
    setup.end_operation(&guide, results, at(5), "admin").unwrap();
    let all = vec![read(PrincipalState::AlreadyThere)];
    setup.record_verified(&guide, all, at(6), "admin").unwrap();
    let report = json(&setup, &guide, at(60));
    for part in ["written", "verified"] {
        assert_eq!(report[part][0]["names"], json!([name]));
        assert_eq!(report[part][0]["removed"], json!([former]), "told by a receipt, read as gone");
        assert_eq!(report[part][0]["accountEnabled"], true);
    }
    assert_eq!(report["written"][1]["enabledWords"], "Disabled");
    assert_eq!(report["written"][1]["removed"], json!([]), "what failed proves nothing gone");
    let page = html(&setup, &guide, at(60), &TimeZone::UTC);
    let gone = format!("<code class=\"id\">{former}</code>: deleted and verified");
    assert_eq!(page.matches(&gone).count(), 2, "{page}");
    let named = "<code class=\"id\">https:&#x2f;&#x2f;mail.contoso.com&#x2f;</code>";
    assert_eq!(page.matches(named).count(), 2);
    assert!(text_of(&page).contains("In the tenant: Disabled"));
}

#[test]
fn the_verification_tells_that_both_sides_were_read() {
    let (setup, _) = finished();
    let report = json(&setup, &guide(), at(60));
    assert_eq!(report["steps"][5]["evidenceWords"], "Crosstrust read the tenant");
    assert_eq!(
        report["steps"][6]["evidenceWords"],
        "Crosstrust read the tenant, and a script that changes nothing read the servers"
    );
}

#[test]
fn the_page_shows_what_the_json_holds() {
    let setup = eventful();
    let page = html(&setup, &guide(), at(60), &TimeZone::UTC);
    let certificate = &setup.certificates(at(60))[0].card;
    for text in [
        "Management role",
        "Marked as done",
        "Only the user. Not verified",
        "seen in the admin center",
        "A script that changes nothing read the servers",
        "Last script result: EX01, 2026-11-21 02:40 UTC",
        "Create the role from UserApplication: TeamsScheduler",
        "The object could not be found.",
        "Graph refused the write.",
        "request-id 4711",
        "Confirmed by the user: 2026-11-21 02:43 UTC",
        "Not confirmed",
        "Backup 1: 1 certificate.",
        &certificate.thumbprint.to_string(),
        &certificate.thumbprint_sha256,
        &thumbprint("held before").to_string(),
        TENANT,
        "admin@contoso.com",
    ] {
        assert!(text_of(&page).contains(text), "{text} is not on the page");
    }
    assert!(!page.contains("This was a rehearsal"));
}

#[test]
fn the_page_of_a_new_setup_is_whole_too() {
    let page =
        html(&Setup::new(id(1), &guide(), true, at(0), OPERATOR), &guide(), at(1), &TimeZone::UTC);
    assert!(page.contains("This was a rehearsal with a simulated organization."));
    assert!(page.contains("There is no certificate yet."));
    assert!(page.contains("Nothing yet."));
    assert!(page.trim_end().ends_with("</html>"));
}

#[test]
fn the_page_runs_nothing_and_loads_nothing() {
    let page = html(&eventful(), &guide(), at(60), &TimeZone::UTC);
    assert!(page.contains("default-src 'none'"));
    for forbidden in
        ["<script", "<img", "<link", "<iframe", "href=", "src=", "url(", "@import", " on"]
    {
        let found = page.match_indices(forbidden).find(|(at, _)| {
            let rest = &page[*at..];
            forbidden != " on"
                || rest.split('=').next().is_some_and(|name| {
                    name.len() < 16 && name[1..].chars().all(char::is_alphabetic)
                })
        });
        assert_eq!(found, None, "{forbidden}");
    }
}

/// Everything a stranger can write reaches the page: answers, a receipt, a note, a name in the tenant.
fn hostile(text: &str) -> Setup {
    let guide = guide();
    let mut setup = answered();
    setup
        .set_answers(&guide, given(&[("organization_name", text), ("tenant", text)]), at(5), text)
        .unwrap();
    let mut role = changing(step("role", Verdict::Failed), &[text]);
    role.changes[0].target = text.to_owned();
    role.facts.insert(text.to_owned(), json!({ text: [text] }));
    role.findings = vec![finding(text, FindingState::Differs)];
    role.findings[0].found = text.to_owned();
    role.problem = Some(ScriptProblem {
        code: text.to_owned(),
        title: text.to_owned(),
        message: text.to_owned(),
        next: Vec::new(),
        detail: text.to_owned(),
    });
    let mut judgement = receipt(10, vec![role]);
    judgement.computer = text.to_owned();
    setup.take_receipt(&guide, &judgement, at(11)).unwrap();
    setup.confirm(&guide, &"account".into(), text, at(12), text).unwrap();
    let mut failed = result(SFB, PrincipalState::Failed, &[]);
    failed.names = vec![text.to_owned()];
    failed.error = Some(Problem::new(ErrorCode::GraphRefused, text).with_detail(text));
    setup.end_operation(&guide, vec![failed.clone()], at(13), text).unwrap();
    failed.keys = vec![PlannedKey {
        thumbprint: None,
        key_id: Some(text.to_owned()),
        ..held_key(&current())
    }];
    setup.record_verified(&guide, vec![failed], at(14), text).unwrap();
    setup
}

#[test]
fn hostile_values_stay_text() {
    let tags = |page: &str| page.matches('<').count();
    let harmless = tags(&html(&hostile("harmless"), &guide(), at(60), &TimeZone::UTC));
    for text in HOSTILE {
        let page = html(&hostile(text), &guide(), at(60), &TimeZone::UTC);
        assert_eq!(tags(&page), harmless, "{text} made or ended an element");
        assert!(!page.contains("<script") && !page.contains("<img"), "{text}");
        let body = page.split_once("<body>").unwrap().1;
        let quoted = body.matches('"').count();
        let plain = html(&hostile("harmless"), &guide(), at(60), &TimeZone::UTC);
        assert_eq!(
            quoted,
            plain.split_once("<body>").unwrap().1.matches('"').count(),
            "{text} ended an attribute"
        );
    }
}

#[test]
fn hostile_values_stand_in_the_json_as_they_came() {
    for text in HOSTILE {
        let report = json(&hostile(text), &guide(), at(60));
        assert_eq!(report["steps"][2]["findings"][0]["found"], text);
        assert_eq!(report["steps"][1]["note"], text);
    }
}

#[test]
fn a_name_cannot_print_as_another_name() {
    let page =
        html(&hostile("\u{202e}moc.osotnoc\u{2066}\0\u{feff}"), &guide(), at(60), &TimeZone::UTC);
    assert!(page.contains("[U+202E]moc.osotnoc[U+2066][U+0000][U+FEFF]"));
    for hidden in ['\u{202e}', '\u{2066}', '\0', '\u{feff}'] {
        assert!(!page.contains(hidden), "{:04X}", u32::from(hidden));
    }
    let german = html(&hostile("Zürich – “Köln” 東京"), &guide(), at(60), &TimeZone::UTC);
    assert!(german.contains("Zürich – “Köln” 東京"), "other scripts stay as they are");
}

#[test]
fn a_time_that_is_none_is_shown_as_it_is() {
    assert_eq!(
        time_in_words("2026-11-21T02:03:40.2102283Z", &TimeZone::UTC),
        ["2026-11-21 02:03 UTC"]
    );
    assert_eq!(time_in_words("yesterday", &TimeZone::UTC), ["yesterday"]);
}

#[test]
fn a_time_is_shown_in_the_zone_of_the_operator_beside_utc() {
    let zone = TimeZone::fixed(Offset::from_hours(-5).unwrap());
    assert_eq!(
        time_in_words("2026-11-21T02:03:40Z", &zone),
        ["2026-11-20 21:03 -05:00", "(2026-11-21 02:03 UTC)"]
    );
    let page = html(&eventful(), &guide(), at(60), &zone);
    assert!(text_of(&page).contains("2026-11-20 21:43 -05:00 (2026-11-21 02:43 UTC)"), "{page}");
}

#[test]
fn every_change_is_listed_with_who_made_it_where_and_when_though_newer_receipts_came() {
    let guide = guide();
    let mut setup = answered();
    let mut run =
        receipt(10, vec![changing(step("account", Verdict::InPlace), &["Create the mail user"])]);
    run.account = Some(r"CONTOSO\admin".to_owned());
    setup.take_receipt(&guide, &run, at(11)).unwrap();
    let verified = vec![step("account", Verdict::InPlace)];
    setup.take_receipt(&guide, &receipt(20, verified), at(21)).unwrap();
    let certificate = current();
    setup.choose_certificate(&guide, &certificate, "a.cer", at(22), OPERATOR).unwrap();
    let uploaded = PrincipalResult {
        keys: vec![held_key(&certificate)],
        before: Some(PrincipalBefore { present: true, ..PrincipalBefore::default() }),
        ..result(SFB, PrincipalState::Done, &[&certificate])
    };
    setup.end_operation(&guide, vec![uploaded], at(30), "admin@contoso.com").unwrap();
    let report = json(&setup, &guide, at(60));
    let [made, written] = report["changes"].as_array().unwrap().as_slice() else {
        panic!("two changes: {}", report["changes"])
    };
    assert_eq!(made["at"], at(10).to_string());
    assert_eq!((&made["who"], &made["computer"]), (&json!(r"CONTOSO\admin"), &json!("EX01")));
    assert_eq!(
        (&made["action"], &made["target"]),
        (&json!("Create the mail user"), &json!("TeamsScheduler"))
    );
    assert_eq!(made["before"][0]["value"], "Not present");
    assert_eq!(made["after"][0]["value"], "Created");
    assert_eq!(written["at"], at(30).to_string());
    assert_eq!((&written["who"], &written["target"]), (&json!("admin@contoso.com"), &json!(SFB)));
    assert_eq!(written["before"][0]["value"], "No certificates");
    assert_eq!(written["after"][0]["value"], certificate.thumbprint().to_string());
    let page = html(&setup, &guide, at(60), &TimeZone::UTC);
    for text in ["<h2>Changes</h2>", r"CONTOSO\admin", "Create the mail user", "Not present"] {
        assert!(page.contains(text), "{text} is not on the page: {page}");
    }
}

/// The report of one change as a script reports it.
fn reported(before: Option<Value>, after: Option<Value>, action: &str) -> (Value, String) {
    let guide = guide();
    let mut setup = answered();
    let mut listed = changing(step("account", Verdict::InPlace), &[action]);
    (listed.changes[0].before, listed.changes[0].after) = (before, after);
    setup.take_receipt(&guide, &receipt(10, vec![listed]), at(11)).unwrap();
    let report = json(&setup, &guide, at(60));
    (report["changes"][0].clone(), html(&setup, &guide, at(60), &TimeZone::UTC))
}

#[test]
fn what_a_script_says_was_there_before_and_after_is_shown() {
    let state = |value: &str| json!({ "label": "", "value": value, "until": null });
    let (change, page) = reported(Some(json!(["B1", "B2"])), Some(Value::Null), "Delete it");
    assert_eq!(change["before"], json!([state("B1"), state("B2")]));
    assert_eq!(change["after"], json!([state("Not present")]));
    assert!(page.contains("B1<br>B2"), "one entry a line");
    for (listed, shown) in [(json!(""), "Empty"), (json!([]), "Empty"), (json!("x"), "x")] {
        let (change, _) = reported(Some(listed.clone()), None, "Set it");
        assert_eq!(change["before"], json!([state(shown)]), "{listed}");
        assert_eq!(change["after"], json!([]), "{listed}");
    }
    let (change, page) = reported(None, None, "Set it");
    assert_eq!((&change["before"], &change["after"]), (&json!([]), &json!([])));
    assert!(text_of(&page).contains("Before: -After: -"), "a dash where nothing is said");
    // What the script says comes before what the guide says of a creation.
    let (change, _) = reported(None, Some(json!("Here")), "Create the mail user");
    assert_eq!(change["before"], json!([state("Not present")]));
    assert_eq!(change["after"], json!([state("Here")]));
}

#[test]
fn what_would_fill_the_page_is_cut_there_and_whole_in_the_json() {
    let long = "x".repeat(5_000);
    let many: Vec<String> = (0..30).map(|number| format!("entry-{number}")).collect();
    let (change, page) = reported(Some(json!(long)), Some(json!(many)), "Set it");
    assert_eq!(change["before"][0]["value"], long);
    assert_eq!(change["after"].as_array().unwrap().len(), 30);
    assert!(!page.contains(&"x".repeat(301)));
    assert!(page.contains(&format!("{}\u{2026}", "x".repeat(300))));
    assert!(page.contains("entry-19") && !page.contains("entry-20"));
    assert!(page.contains("\u{2026} and 10 more"));
}

#[test]
fn a_value_of_a_script_cannot_change_the_page() {
    let hostile = "a\u{202e}b\u{7}<script>alert(1)</script>";
    let (_, page) = reported(Some(json!(hostile)), Some(json!([hostile])), "Set it");
    assert!(
        !page.contains("<script>alert") && !page.contains('\u{202e}') && !page.contains('\u{7}')
    );
    assert_eq!(page.matches("a[U+202E]b[U+0007]&lt;script&gt;").count(), 2);
}

#[test]
fn a_planned_change_says_what_is_planned_and_one_of_an_interrupted_run_that_it_is_not_known() {
    let guide = guide();
    let mut setup = answered();
    let mut planned = changing(step("role", Verdict::Planned), &["Set it"]);
    (planned.changes[0].before, planned.changes[0].after) = (Some(json!("A")), Some(json!("B")));
    setup.take_receipt(&guide, &dry(receipt(10, vec![planned])), at(11)).unwrap();
    let cut_off = |action: &str, confirmed| InterruptedChange {
        step: "role".into(),
        target: "TeamsScheduler".to_owned(),
        action: action.to_owned(),
        confirmed,
        former: BTreeMap::new(),
        before: Some(json!("C")),
        after: Some(Value::Null),
    };
    let run = InterruptedRun {
        started: at(15),
        computer: "EX01".to_owned(),
        account: None,
        script: None,
        changes: vec![cut_off("Delete it", true), cut_off("Delete another", false)],
        damaged: 0,
    };
    let next = receipt(20, vec![step("role", Verdict::InPlace)]);
    let next = Judgement { interrupted: vec![run], ..next };
    setup.take_receipt(&guide, &next, at(21)).unwrap();
    // As it is saved and loaded.
    let setup: Setup = serde_json::from_value(serde_json::to_value(&setup).unwrap()).unwrap();
    let report = json(&setup, &guide, at(60));
    let shown: Vec<_> = report["changes"].as_array().unwrap().iter().collect();
    let listed = |change: &Value, side: &str| {
        format!("{}{}", change[side][0]["label"].as_str().unwrap(), change[side][0]["value"])
    };
    let listed: Vec<_> =
        shown.iter().map(|change| (listed(change, "before"), listed(change, "after"))).collect();
    let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
    assert_eq!(
        listed,
        [
            pair("\"A\"", "Planned\"B\""),
            pair("\"C\"", "\"Not present\""),
            pair("\"C\"", "\"Unknown\""),
        ]
    );
}

/// A setup after a run by one account, a dry run and a verification by another, and an upload.
fn worked_on() -> Setup {
    let guide = guide();
    let mut setup = answered();
    let mut run =
        receipt(10, vec![changing(step("account", Verdict::InPlace), &["Create the mail user"])]);
    run.account = Some(r"CONTOSO\admin".to_owned());
    setup.take_receipt(&guide, &run, at(11)).unwrap();
    let mut planned =
        dry(receipt(15, vec![changing(step("role", Verdict::Planned), &["Create the role"])]));
    planned.account = Some(r"contoso\ADMIN".to_owned());
    planned.computer = "EX02".to_owned();
    setup.take_receipt(&guide, &planned, at(16)).unwrap();
    let mut read = receipt(20, vec![step("sfbonline", Verdict::InPlace)]);
    read.account = Some(r"CONTOSO\reader".to_owned());
    setup.take_receipt(&guide, &read, at(21)).unwrap();
    setup.skip(&guide, &"export".into(), "", at(22), OPERATOR).unwrap();
    let certificate = current();
    setup.choose_certificate(&guide, &certificate, "a.cer", at(23), OPERATOR).unwrap();
    let write = |app, state| PrincipalResult {
        before: Some(PrincipalBefore { present: true, ..PrincipalBefore::default() }),
        ..result(app, state, &[&certificate])
    };
    let results = vec![write(SFB, PrincipalState::Done), write(VOICEMAIL, PrincipalState::Failed)];
    setup.end_operation(&guide, results, at(30), "admin@contoso.com").unwrap();
    setup
        .record_verified(
            &guide,
            vec![PrincipalResult {
                keys: vec![held_key(&certificate)],
                ..result(SFB, PrincipalState::AlreadyThere, &[&certificate])
            }],
            at(40),
            "reader@contoso.com",
        )
        .unwrap();
    setup
}

#[test]
fn the_summary_counts_each_status_apart_and_names_what_is_open() {
    let (setup, guide) = (worked_on(), guide());
    let report = json(&setup, &guide, at(60));
    let summary = &report["summary"];
    assert_eq!(summary["guide"], "A small guide");
    assert_eq!(summary["organization"], "contoso.com");
    assert_eq!(summary["tenant"], "contoso.onmicrosoft.com");
    assert_eq!(summary["standing"], "open");
    assert_eq!(summary["standingWords"], "Not finished");
    let steps = &summary["steps"];
    assert_eq!(
        [&steps["total"], &steps["verified"], &steps["reported"], &steps["marked"]],
        [&json!(6), &json!(1), &json!(1), &json!(0)]
    );
    assert_eq!((&steps["skipped"], &steps["open"]), (&json!(1), &json!(3)));
    let open: Vec<&str> = summary["openSteps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["title"].as_str().unwrap())
        .collect();
    assert_eq!(open.len(), 3, "{open:?}");
    assert_eq!(open[0], "Management role");
    assert_eq!(summary["openChecks"].as_array().unwrap().len(), 2);
    assert_eq!(summary["openChecks"][0]["text"], "Open the calendar in Teams and see meetings.");
    let certificate = &summary["certificate"];
    assert_eq!(certificate["thumbprint"], report["certificates"][0]["card"]["thumbprint"]);
    assert_eq!(certificate["notAfter"], report["certificates"][0]["card"]["notAfter"]);
    assert_eq!(
        [&summary["changes"], &summary["changesNotSuccessful"], &summary["changesPlanned"]],
        [&json!(3), &json!(1), &json!(1)]
    );
    let page = html(&setup, &guide, at(60), &TimeZone::UTC);
    let text = text_of(&page);
    for part in [
        "1 verified, 1 reported by the script, 0 marked as done, 1 skipped, 0 waiting for a date, 3 open, 6 in total",
        "3. Management role",
        "3; 1 failed or have an unknown result; 1 only planned",
        "Not finished",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let summary = page.find("<h2>Summary</h2>").unwrap();
    assert!(page.match_indices("<h2>").all(|(other, _)| other >= summary), "it comes first");
}

#[test]
fn the_summary_names_every_account_with_its_first_and_last_day() {
    let mut setup = worked_on();
    // As after a write whose account is not known any more.
    let unknown = PrincipalResult {
        before: Some(PrincipalBefore { present: true, ..PrincipalBefore::default() }),
        ..result(SFB, PrincipalState::Unknown, &[])
    };
    setup.end_operation(&guide(), vec![unknown], at(50), OPERATOR).unwrap();
    let people = json(&setup, &guide(), at(60))["summary"]["people"].clone();
    let listed: Vec<_> = people
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            (text("role"), text("account"), one["computers"].clone(), text("first"), text("last"))
        })
        .collect();
    let person = |role: &str, account: &str, computers, first: i64, last: i64| {
        let time = |minutes| at(minutes).to_string();
        (role.to_owned(), account.to_owned(), computers, time(first), time(last))
    };
    assert_eq!(
        listed,
        [
            person("ran-scripts", r"CONTOSO\admin", json!(["EX01", "EX02"]), 10, 15),
            person("ran-scripts", r"CONTOSO\reader", json!(["EX01"]), 20, 20),
            person("signed-in", "admin@contoso.com", json!([]), 30, 30),
            person("signed-in", "reader@contoso.com", json!([]), 40, 40),
        ],
        "who only read is among them"
    );
    let page = html(&setup, &guide(), at(60), &TimeZone::UTC);
    assert!(page.contains(r#"<span class="id">CONTOSO\admin</span>"#), "{page}");
}

#[test]
fn the_summary_of_a_setup_in_place_and_of_a_new_one_are_whole() {
    let (setup, _) = finished();
    let summary = json(&setup, &guide(), at(60))["summary"].clone();
    assert_eq!(summary["standing"], "in-place");
    assert_eq!(summary["openSteps"], json!([]));
    assert_eq!(summary["people"][0]["account"], json!(null), "the receipt does not say");
    let empty = Setup::new(id(1), &guide(), false, at(0), OPERATOR);
    let summary = json(&empty, &guide(), at(1))["summary"].clone();
    assert_eq!((&summary["certificate"], &summary["people"]), (&json!(null), &json!([])));
    let page = text_of(&html(&empty, &guide(), at(1), &TimeZone::UTC));
    assert!(page.contains("No account ran a script or signed in yet."));
    assert!(page.contains("No certificate yet"));
}

#[test]
fn an_identifier_is_broken_only_where_it_would_run_off_the_paper() {
    assert_eq!(width(&"A".repeat(64), 64), "id");
    assert_eq!(width(&"A".repeat(65), 64), "long");
    let page = html(&hostile(&"W".repeat(400)), &guide(), at(60), &TimeZone::UTC);
    assert!(!page.contains(&format!("class=\"id\">{}", "W".repeat(65))));
    assert!(page.contains(&format!("class=\"long\">{}", "W".repeat(65))));
}

#[test]
fn the_page_holds_no_json_of_facts() {
    let page = html(&eventful(), &guide(), at(60), &TimeZone::UTC);
    for raw in ["{&quot;", "&quot;identity&quot;", "hidden"] {
        assert!(!page.contains(raw), "{raw}");
    }
}

#[test]
fn what_was_read_of_the_hybrid_application_is_reported_with_what_to_do() {
    let library = Library::built_in().unwrap();
    let guide = library.guide(&"exchange-oauth".into()).unwrap();
    let mut setup = Setup::new(id(1), guide, false, at(0), OPERATOR);
    let before = json(&setup, guide, at(60));
    assert_eq!(before["hybrid"]["readAt"], Value::Null);
    assert!(text_of(&html(&setup, guide, at(60), &TimeZone::UTC)).contains("Not read yet."));
    let answers = given(&[
        ("tenant", "contoso.com"),
        ("hybrid_application_id", "2222dddd-3333-eeee-4444-ffff5555aaaa"),
    ]);
    drop(setup.set_answers(guide, answers, at(1), OPERATOR).unwrap());
    let denied = json!({
        "code": "not-permitted",
        "detail": "HTTP 403 Authorization_RequestDenied: <b>No.</b>",
    });
    let reading = json!({
        "applications": [{
            "appId": "2222dddd-3333-eeee-4444-ffff5555aaaa",
            "registration": { "state": "not-read", "seen": denied },
            "principal": { "state": "absent" },
            "permissions": { "state": "absent" },
        }],
        "shared": { "state": "found", "seen": [] },
    });
    let reading = serde_json::from_value(reading).unwrap();
    let way = setup.way_to_tenant(guide);
    setup.record_applications(guide, &way, reading, at(30), "admin@contoso.com").unwrap();
    let report = json(&setup, guide, at(60));
    let codes: Vec<&Value> =
        report["hybrid"]["findings"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["not-read:application", "service-principal-missing", "ok"]);
    let verify = report["steps"].as_array().unwrap().last().unwrap();
    let check = |id: &str| {
        let (index, _) = guide
            .steps
            .last()
            .unwrap()
            .checks
            .iter()
            .enumerate()
            .find(|(_, check)| check.id == id)
            .unwrap();
        verify["checks"][index]["read"].clone()
    };
    assert_eq!(check("application-in-tenant"), "differs");
    assert_eq!(check("old-keys-removed"), "verified");
    let page = html(&setup, guide, at(60), &TimeZone::UTC);
    assert!(!page.contains("<b>No.</b>"), "what Graph said stays text");
    let text = text_of(&page);
    for listed in [
        "Unknown",
        "not-read:application",
        "Cloud Application Administrator",
        "Verified in the tenant: ",
    ] {
        assert!(text.contains(listed), "{listed}");
    }
}
