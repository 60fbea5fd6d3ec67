//! What the guide for Exchange Server and Exchange Online must never do, and what it has to know of
//! each cloud.

use crosstrust_core::guide::{Answers, Guide, Library};
use crosstrust_core::receipt::{Expected, judge, read};
use crosstrust_core::script::write;
use crosstrust_tests::answer_sets::{ALL, PLAIN, SETUP_ID, library};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SHARED: &str = "00000002-0000-0ff1-ce00-000000000000";

fn guide(library: &Library) -> &Guide {
    library.guide(&"exchange-oauth".into()).expect("the guide is built in")
}

/// The plain answers, with others in their place or beside them.
fn answers(guide: &Guide, more: &[(&str, &str)]) -> Answers {
    let mut raw = PLAIN.setup(guide).answers.raw();
    raw.extend(more.iter().map(|(id, value)| ((*id).into(), (*value).to_owned())));
    let (answers, problems) = Answers::parse(guide, &raw);
    assert!(problems.is_empty(), "{problems:?}");
    answers
}

fn scripts(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let library = library();
    let guide = guide(&library);
    let setup = PLAIN.setup(guide);
    let answers = answers(guide, more);
    let mut context = setup.context();
    context.answers = &answers;
    let text = |id| write(&library, guide, id, &context).expect("its answers are given").text;
    guide.scripts.iter().map(|spec| (spec.id.to_string(), text(&spec.id))).collect()
}

/// A value in a script's table of answers.
fn value(script: &str, answer: &str) -> String {
    let mut lines = script.lines().filter_map(|line| line.trim().strip_prefix(answer));
    let line = lines.find(|rest| rest.trim_start().starts_with('=')).expect("it is there");
    line.split('\'').nth(1).expect("it is quoted").to_owned()
}

#[test]
fn no_key_is_ever_written_to_the_shared_application() {
    let library = library();
    let guide = guide(&library);
    let writes: Vec<_> = guide.steps.iter().flat_map(|step| &step.writes).collect();
    let [write] = writes.as_slice() else { panic!("{writes:?}") };
    assert_eq!(write.app_id, SHARED);
    assert!(!write.keys, "a key on it is what CVE-2025-53786 is about");
    assert!(!write.enabled && write.names.is_some());
    for (id, text) in scripts(&[]) {
        for line in text.lines().filter(|line| line.contains(SHARED)) {
            assert!(line.contains("Get-PartnerApplication @Dc | Where-Object"), "{id}: {line}");
        }
    }
}

#[test]
fn every_cloud_has_its_addresses_and_those_that_are_not_published_are_asked_for() {
    let own = [
        ("acs_metadata_url", "https://acs.example/1"),
        ("evosts_metadata_url", "https://sts.example/2"),
        ("online_discovery_url", "https://online.example/3"),
        ("online_ews_url", "https://online.example/4"),
        ("login_url", "https://login.example"),
        ("graph_url", "https://graph.example"),
    ];
    let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    let us = format!("https://login.microsoftonline.us/{tenant}/metadata/json/1");
    for (cloud, acs, discovery, test, environment) in [
        (
            "global",
            "https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1",
            "https://autodiscover-s.outlook.com/",
            "https://outlook.office365.com/",
            "",
        ),
        (
            "gcc-high",
            &us,
            "https://autodiscover-s.office365.us/",
            "https://outlook.office365.us/",
            "USGovernmentL4",
        ),
        (
            "dod",
            &us,
            "https://autodiscover-s-dod.office365.us/",
            "https://outlook-dod.office365.us/",
            "USGovernmentL5",
        ),
        (
            "china",
            "https://acs.example/1",
            "https://autodiscover-s.partner.outlook.cn/",
            "https://partner.outlook.cn/",
            "ChinaCloud",
        ),
        (
            "bleu",
            "https://acs.example/1",
            "https://autodiscover-s.outlook.sovcloud.fr/",
            "https://outlook.sovcloud.fr/",
            "BleuCloud",
        ),
        (
            "delos",
            "https://acs.example/1",
            "https://autodiscover-s.outlook.sovcloud.de/",
            "https://outlook.sovcloud.de/",
            "DelosCloud",
        ),
        (
            "custom",
            "https://acs.example/1",
            "https://online.example/3",
            "https://online.example/4",
            "<name of your cloud>",
        ),
    ] {
        let library = library();
        let asked = answers(guide(&library), &[("cloud", cloud)]);
        let spec = guide(&library).answer(&"acs_metadata_url".into()).expect("it is a question");
        assert_eq!(asked.asks(spec), acs.contains("example"), "{cloud}");
        let more: Vec<_> = own.iter().copied().chain([("cloud", cloud)]).collect();
        let texts = scripts(&more);
        let whole = &texts["exchange-oauth-on-premises"];
        assert_eq!(value(whole, "AcsMetadataUrl"), acs, "{cloud}");
        assert!(value(whole, "OnlineDiscoveryEndpoint").starts_with(discovery), "{cloud}");
        assert!(value(whole, "TestUri").starts_with(test), "{cloud}");
        assert_eq!(value(whole, "AzureEnvironment"), environment, "{cloud}");
    }
}

#[test]
fn autodiscover_is_where_it_usually_is_unless_it_was_said() {
    let endpoint = |more: &[(&str, &str)]| {
        value(&scripts(more)["connector-online"], "OnPremisesDiscoveryEndpoint")
    };
    let path = "/autodiscover/autodiscover.svc";
    assert_eq!(endpoint(&[]), format!("https://autodiscover.contoso.com{path}"));
    let other = [("autodiscover_host", "mail.contoso.com")];
    assert_eq!(endpoint(&other), format!("https://mail.contoso.com{path}"));
}

/// A receipt of this guide with these facts of one step.
fn receipt(fingerprint: &str, step: &str, facts: &Value) -> Vec<u8> {
    let receipt = json!({
        "format": 1, "guide": "exchange-oauth", "setup": SETUP_ID, "answers": fingerprint,
        "computer": "EX01", "whatIf": false,
        "started": "2026-11-21T02:00:00Z", "ended": "2026-11-21T02:00:01Z",
        "steps": [{ "id": step, "outcome": "unchanged", "facts": facts }],
    });
    serde_json::to_vec(&receipt).expect("it is JSON")
}

/// What to do about the first finding of a step with these facts.
fn remedy(answers: &Answers, step: &str, facts: &Value) -> String {
    remedies(answers, step, facts).swap_remove(0)
}

/// What to do about the one finding that differs.
fn remedy_of_what_differs(answers: &Answers, step: &str, facts: &Value) -> String {
    let told = remedies(answers, step, facts);
    let [one] = told.as_slice() else { panic!("{told:?}") };
    one.clone()
}

/// What to do about the findings of a step with these facts that are not as they should be.
fn remedies(answers: &Answers, step: &str, facts: &Value) -> Vec<String> {
    let library = library();
    let guide = guide(&library);
    let fingerprint = answers.fingerprint(guide);
    let found = read(&receipt(&fingerprint, step, facts)).expect("it is a receipt");
    let expected = Expected {
        guide,
        setup_id: SETUP_ID,
        answers,
        fingerprint: &fingerprint,
        tenant_id: None,
        kept: &BTreeSet::new(),
        now: "2026-11-21T12:00:00Z".parse().expect("a time"),
    };
    let judgement = judge(found.newest(), &expected).expect("it belongs here");
    judgement.steps[0].findings.iter().filter_map(|finding| finding.otherwise.clone()).collect()
}

#[test]
fn a_failed_test_is_told_with_its_cause() {
    let library = library();
    let answers = answers(guide(&library), &[("cloud", "dod")]);
    for (detail, words) in [
        (
            "AADSTS50012: The key was not found. Thumbprint of key used by client: 'AB'. The remote server returned an error: (401) Unauthorized.",
            "-UpdateCertificate -AzureEnvironment USGovernmentL5.",
        ),
        ("Missing signing certificate.", "no certificate to sign with"),
        (
            "The application is missing a linked account for RBAC roles, or the linked account has no RBAC role assignments, or the calling users account is logon disabled.",
            "linked account and its roles",
        ),
        ("error_category='invalid_resource'", "load balancer"),
        ("The remote server returned an error: (401) Unauthorized.", "pre-authentication"),
        ("client-request-id: 14012f6f-0c11-4401-8e2f-40100401a401.", "detail in the receipt"),
        ("The SMTP address has no mailbox associated with it.", "harmless"),
        ("Something else.", "detail in the receipt"),
    ] {
        for step in ["test", "test-online"] {
            let told = remedy(&answers, step, &json!({ "result": "Error", "detail": detail }));
            assert!(told.contains(words), "{step}: {told}");
            assert!(!told.contains("{{"), "{step}: {told}");
        }
    }
}

#[test]
fn what_to_run_for_the_hybrid_application_fits_the_cloud() {
    let library = library();
    let own = [
        ("acs_metadata_url", "https://acs.example/1"),
        ("evosts_metadata_url", "https://sts.example/2"),
        ("online_discovery_url", "https://online.example/3"),
        ("login_url", "https://login.example"),
        ("graph_url", "https://graph.example"),
    ];
    for (cloud, environment) in [
        ("global", ""),
        ("gcc-high", " -AzureEnvironment USGovernmentL4"),
        ("dod", " -AzureEnvironment USGovernmentL5"),
        ("china", " -AzureEnvironment ChinaCloud"),
        ("bleu", " -AzureEnvironment BleuCloud"),
        ("delos", " -AzureEnvironment DelosCloud"),
        ("custom", " -AzureEnvironment <name of your cloud>"),
    ] {
        let more: Vec<_> = own.iter().copied().chain([("cloud", cloud)]).collect();
        let answers = answers(guide(&library), &more);
        let facts = json!({ "applicationIdentifiers": [], "settingOverride": false });
        let told = remedy(&answers, "hybrid-application", &facts);
        // Its second part asks for nothing in the cloud, and takes no cloud.
        for words in [
            format!("-FullyConfigureExchangeHybridApplication{environment}\n"),
            format!("\"C:\\OAuthConfig\\OAuthCert.cer\"{environment}\n"),
            "-RemoteRoutingDomain contoso.mail.onmicrosoft.com\n".to_owned(),
        ] {
            assert!(told.contains(&words), "{cloud}: {words}: {told}");
        }
        let facts = json!({ "applicationIdentifiers": ["a"], "settingOverride": false });
        let told = remedy_of_what_differs(&answers, "hybrid-application", &facts);
        let words = format!("-EnableExchangeHybridApplicationOverride{environment}\n");
        assert!(told.contains(&words), "{cloud}: {told}");
    }
}

#[test]
fn a_hybrid_application_that_is_half_in_place_is_told_with_what_is_missing() {
    let library = library();
    let answers = answers(guide(&library), &[]);
    let domain = "contoso.mail.onmicrosoft.com";
    for (facts, words) in [
        (
            json!({ "applicationIdentifiers": ["a"], "domainNames": [], "settingOverride": true }),
            "Set-AuthServer -Identity 'evoSTS' -DomainName @{ Add = 'contoso.mail.onmicrosoft.com' }",
        ),
        (
            json!({ "applicationIdentifiers": ["a"], "domainNames": [domain], "settingOverride": false, "overrides": [] }),
            "the last part of what Microsoft's script does",
        ),
        (
            json!({ "applicationIdentifiers": ["a"], "domainNames": [domain], "settingOverride": false, "overrides": ["x: Enabled=true", "y: Enabled=false"] }),
            "Remove-SettingOverride",
        ),
    ] {
        let told = remedy_of_what_differs(&answers, "hybrid-application", &facts);
        assert!(told.contains(words) && !told.contains("{{"), "{told}");
    }
}

#[test]
fn both_ways_to_the_hybrid_application_are_printed_by_its_script() {
    for (id, text) in scripts(&[("cloud", "dod")]) {
        if !text.contains("function Show-HybridApplicationCommand") {
            continue;
        }
        assert_eq!(value(&text, "AzureEnvironment"), "USGovernmentL5", "{id}");
        assert_eq!(value(&text, "HybridDomain"), "contoso.mail.onmicrosoft.com", "{id}");
        assert_eq!(value(&text, "TenantId"), "aaaabbbb-0000-cccc-1111-dddd2222eeee", "{id}");
        assert!(text.contains("-RemoteRoutingDomain ' + $Answers.HybridDomain"), "{id}");
    }
}

/// The step of the Teams guide that looks at the same will take these over.
#[test]
fn verification_tells_everything_that_the_teams_guide_reads_of_exchange_online() {
    let library = library();
    let teams = library.guide(&"teams".into()).expect("the Teams guide is built in");
    let facts_of = |text: &str| -> BTreeSet<String> {
        let facts = text.split("Add-Fact '").skip(1);
        facts.filter_map(|rest| rest.split('\'').next()).map(str::to_owned).collect()
    };
    let setup = PLAIN.setup(teams);
    let step = write(&library, teams, &"exchange-oauth".into(), &setup.context());
    let theirs = facts_of(&step.expect("its answers are given").text);
    let ours = facts_of(&scripts(&[])["verify-oauth"]);
    let lacking: Vec<_> = theirs.difference(&ours).collect();
    assert_eq!(lacking, ["oauthTestError"], "a test that ends in an error is an error of its step");
}

#[test]
fn every_set_of_answers_reaches_every_script() {
    let library = library();
    for set in ALL {
        let guide = guide(&library);
        let setup = set.setup(guide);
        for spec in &guide.scripts {
            let missing = setup.answers.missing(guide, &spec.uses);
            assert!(missing.is_empty(), "{} {}: {missing:?}", set.name, spec.id);
        }
    }
}
