//! What the guide for Exchange Server and Exchange Online must never do, and what it has to know of
//! each cloud.

use crosstrust_core::clouds::Cloud;
use crosstrust_core::guide::{Answers, Guide, Library};
use crosstrust_core::receipt::{Expected, Judgement, Verdict, judge, read};
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
    let global =
        "https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1".to_owned();
    // Of the others no address of ACS is published.
    let published = BTreeMap::from([("global", &global), ("gcc-high", &us), ("dod", &us)]);
    let asked_for = own[0].1.to_owned();
    let clouds = Cloud::all().map(|cloud| {
        (
            cloud.id(),
            published.get(cloud.id()).copied().unwrap_or(&asked_for),
            format!("https://{}/", cloud.autodiscover_host()),
            format!("https://{}/", cloud.exchange_host()),
            cloud.azure_environment(),
        )
    });
    let custom = (
        "custom",
        &asked_for,
        "https://online.example/3".to_owned(),
        "https://online.example/4".to_owned(),
        "<name of your cloud>",
    );
    for (cloud, acs, discovery, test, environment) in clouds.chain([custom]) {
        let library = library();
        let asked = answers(guide(&library), &[("cloud", cloud)]);
        let spec = guide(&library).answer(&"acs_metadata_url".into()).expect("it is a question");
        assert_eq!(asked.asks(spec), acs.contains("example"), "{cloud}");
        let more: Vec<_> = own.iter().copied().chain([("cloud", cloud)]).collect();
        let texts = scripts(&more);
        let whole = &texts["exchange-oauth-on-premises"];
        assert_eq!(value(whole, "AcsMetadataUrl"), *acs, "{cloud}");
        assert!(value(whole, "OnlineDiscoveryEndpoint").starts_with(&discovery), "{cloud}");
        assert!(value(whole, "TestUri").starts_with(&test), "{cloud}");
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
    let shown = remedies(answers, step, facts);
    let [one] = shown.as_slice() else { panic!("{shown:?}") };
    one.clone()
}

/// A receipt of a step with these facts, judged at a time.
fn judged(answers: &Answers, step: &str, facts: &Value, now: &str) -> Judgement {
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
        accepted_differences: &BTreeSet::new(),
        now: now.parse().expect("a time"),
    };
    judge(found.newest(), &expected).expect("it belongs here")
}

/// What to do about the findings of a step with these facts that are not as they should be.
fn remedies(answers: &Answers, step: &str, facts: &Value) -> Vec<String> {
    let judgement = judged(answers, step, facts, "2026-11-21T12:00:00Z");
    judgement.steps[0].findings.iter().filter_map(|finding| finding.otherwise.clone()).collect()
}

#[test]
fn a_failed_test_is_reported_with_its_cause() {
    let library = library();
    let answers = answers(guide(&library), &[("cloud", "dod")]);
    let both = ["test", "test-online"].as_slice();
    let (to_cloud, from_cloud) = (&both[..1], &both[1..]);
    for (steps, detail, words) in [
        (
            to_cloud,
            "AADSTS50012: The key was not found. Thumbprint of key used by client: 'AB'. The remote server returned an error: (401) Unauthorized.",
            "-UpdateCertificate -AzureEnvironment USGovernmentL5.",
        ),
        (to_cloud, "AADSTS700027: The certificate is not registered.", "-UpdateCertificate"),
        (from_cloud, "AADSTS700027: The certificate is not registered.", "the other direction"),
        (to_cloud, "Missing signing certificate.", "no certificate to sign with"),
        (
            both,
            "The application is missing a linked account for RBAC roles, or the linked account has no RBAC role assignments, or the calling users account is logon disabled.",
            "linked account and its roles",
        ),
        (both, "error_category='invalid_resource'", "load balancer"),
        (both, "The remote server returned an error: (401) Unauthorized.", "pre-authentication"),
        (
            to_cloud,
            "The remote server returned an error: (403) Forbidden.",
            "three possible causes",
        ),
        (from_cloud, "Der Remoteserver hat einen Fehler zur\u{fc}ckgegeben: (403)", "firewall"),
        (
            to_cloud,
            "(403) X-EWS-Policy-Reason: EWS is disabled for this user or tenant",
            "EWS is off for your organization or for this mailbox",
        ),
        (
            to_cloud,
            "(403) X-EWS-Policy-Reason: EWS is blocked by policy for this user or tenant",
            "add your application to EwsAllowedAppIDs",
        ),
        (
            from_cloud,
            "AADSTS500011: The resource principal named https://autodiscover.contoso.com was not found in the tenant. (401)",
            "Register the host names",
        ),
        (
            from_cloud,
            "2000005;reason=\"x\";error_category=\"invalid_user\" (401)",
            "user principal name",
        ),
        (
            from_cloud,
            "2000009;reason=\"x\";error_category=\"invalid_issuer\"",
            "Authorization servers",
        ),
        (
            from_cloud,
            "2000006;reason=\"x\";error_category=\"invalid_client\"",
            "Partner application",
        ),
        (
            from_cloud,
            "2000000;reason=\"x\";error_category=\"invalid_signature\"",
            "-RefreshAuthMetadata",
        ),
        (both, "client-request-id: 14012f6f-0c11-4401-8e2f-40100401a401.", "details in the result"),
        (both, "The SMTP address has no mailbox associated with it.", "ignore"),
        (both, "Something else.", "details in the result"),
    ] {
        for step in steps {
            let shown = remedy(&answers, step, &json!({ "result": "Error", "detail": detail }));
            assert!(shown.contains(words), "{step}: {detail}: {shown}");
            assert!(!shown.contains("{{") && !shown.contains("{date:"), "{step}: {shown}");
        }
    }
}

#[test]
fn a_test_from_the_cloud_never_asks_to_renew_a_key() {
    let library = library();
    let answers = answers(guide(&library), &[]);
    for detail in ["AADSTS50012: The key was not found.", "Missing signing certificate."] {
        let facts = json!({ "result": "Error", "detail": detail });
        let shown = remedy(&answers, "test-online", &facts);
        assert!(!shown.contains("-UpdateCertificate"), "Exchange Online signs here: {shown}");
    }
}

#[test]
fn what_exchange_online_says_about_ews_is_judged_by_the_dates_of_the_timeline() {
    let library = library();
    let guide = guide(&library);
    let answers = answers(guide, &[("allow_application", "false")]);
    let shown = |enabled: &str, listed: Value, now: &str| {
        let facts = json!({
            "applicationId": "2222dddd-3333-eeee-4444-ffff5555aaaa",
            "ewsEnabled": enabled, "applicationListed": listed, "ewsAllowedAppIds": ["a"],
            "ewsApplicationAccessPolicy": "not set", "ewsAllowList": [], "ewsBlockList": [],
        });
        let judgement = judged(&answers, "ews-access", &facts, now);
        let step = &judgement.steps[0];
        (
            step.verdict,
            step.findings.iter().filter_map(|one| one.otherwise.clone()).collect::<String>(),
        )
    };
    let (before, between, after) =
        ("2026-09-30T12:00:00Z", "2026-11-29T12:00:00Z", "2027-04-01T12:00:00Z");
    assert_eq!(shown("not set", json!(true), before).0, Verdict::InPlace, "not set means allowed");
    let (verdict, words) = shown("not set", json!(true), between);
    assert_eq!(verdict, Verdict::Decide);
    assert!(words.contains("EwsEnabled $true") && words.contains("1 October 2026"), "{words}");
    assert_eq!(shown("true", json!(true), between), (Verdict::InPlace, String::new()));
    assert_eq!(shown("true", json!(false), between).0, Verdict::Decide, "the operator decides");
    let (verdict, words) = shown("true", Value::Null, between);
    assert_eq!(verdict, Verdict::Differs, "what could not be read is not taken as good");
    assert!(words.contains("Update-Module ExchangeOnlineManagement"), "{words}");
    let (verdict, words) = shown("true", json!(true), after);
    assert_eq!(verdict, Verdict::Decide);
    assert!(words.contains("off for everyone since 1 April 2027"), "{words}");
}

#[test]
fn a_list_that_was_searched_for_another_application_proves_nothing() {
    let library = library();
    let answers = answers(guide(&library), &[]);
    for (id, words) in [
        ("", "Crosstrust then enters the ID"),
        ("3333eeee-4444-ffff-5555-aaaa6666bbbb", "differs from your answers"),
    ] {
        let facts = json!({
            "ewsEnabled": "true", "applicationListed": true, "applicationId": id,
            "ewsApplicationAccessPolicy": "not set", "ewsAllowList": [],
        });
        let judgement = judged(&answers, "ews-access", &facts, "2026-11-29T12:00:00Z");
        assert_eq!(judgement.steps[0].verdict, Verdict::Differs);
        let shown = remedy_of_what_differs(&answers, "ews-access", &facts);
        assert!(shown.contains(words), "{shown}");
    }
}

#[test]
fn after_the_end_of_ews_servers_need_microsoft_graph() {
    let library = library();
    let answers = answers(guide(&library), &[]);
    let facts = json!({
        "applicationIdentifiers": ["a"], "domainNames": ["contoso.mail.onmicrosoft.com"],
        "settingOverride": true, "overrides": [], "limitedOverrides": [], "graphOverride": false,
        "builds": [{ "name": "EX01", "build": "15.02.2562.049", "exact": true }],
    });
    let verdict = |now| judged(&answers, "hybrid-application", &facts, now).steps[0].verdict;
    assert_eq!(verdict("2027-03-31T12:00:00Z"), Verdict::InPlace);
    assert_eq!(verdict("2027-04-01T12:00:00Z"), Verdict::Differs);
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
    let argument = |name: &str| match name {
        "" => String::new(),
        name => format!(" -AzureEnvironment {name}"),
    };
    let clouds = Cloud::all().map(|cloud| (cloud.id(), argument(cloud.azure_environment())));
    let custom = ("custom", argument("<name of your cloud>"));
    for (cloud, environment) in clouds.chain([custom]) {
        let more: Vec<_> = own.iter().copied().chain([("cloud", cloud)]).collect();
        let answers = answers(guide(&library), &more);
        let facts = json!({ "applicationIdentifiers": [], "settingOverride": false });
        let shown = remedy(&answers, "hybrid-application", &facts);
        // Its second part asks for nothing in the cloud, and takes no cloud.
        for words in [
            format!("-FullyConfigureExchangeHybridApplication{environment}\n"),
            format!("\"C:\\OAuthConfig\\OAuthCert.cer\"{environment}\n"),
            "-RemoteRoutingDomain contoso.mail.onmicrosoft.com\n".to_owned(),
        ] {
            assert!(shown.contains(&words), "{cloud}: {words}: {shown}");
        }
        let facts = json!({ "applicationIdentifiers": ["a"], "settingOverride": false });
        let shown = remedy_of_what_differs(&answers, "hybrid-application", &facts);
        let words = format!("-EnableExchangeHybridApplicationOverride{environment}\n");
        assert!(shown.contains(&words), "{cloud}: {shown}");
    }
}

#[test]
fn a_hybrid_application_that_is_half_in_place_is_reported_with_what_is_missing() {
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
            "creates the setting override last",
        ),
        (
            json!({ "applicationIdentifiers": ["a"], "domainNames": [domain], "settingOverride": false, "overrides": ["x: Enabled=true", "y: Enabled=false"] }),
            "Remove-SettingOverride",
        ),
    ] {
        let shown = remedy_of_what_differs(&answers, "hybrid-application", &facts);
        assert!(shown.contains(words) && !shown.contains("{{"), "{shown}");
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
fn verification_reports_everything_that_the_teams_guide_reads_of_exchange_online() {
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
    // A test that ends in an error is an error of its step. The others are about the requests of Teams, and
    // the verification of the Teams guide reads them.
    assert_eq!(
        lacking,
        [
            "accessUnread",
            "connectionPoints",
            "ewsAddresses",
            "ewsGates",
            "mailboxEwsGates",
            "oauthTestError",
            "proxies",
            "serversUnread",
            "serversWithoutCurrent",
            "serversWithoutNext",
            "virtualDirectories",
            "wildcardDomains",
        ]
    );
    let access = ["accessUnread", "ewsGates", "virtualDirectories", "wildcardDomains"];
    let setup = PLAIN.setup(teams);
    let verified = write(&library, teams, &"verify-exchange".into(), &setup.context());
    let verified = facts_of(&verified.expect("its answers are given").text);
    assert!(access.iter().all(|fact| verified.contains(*fact)), "{verified:?}");
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
