use super::*;
use crate::guide::Answers;
use crate::receipt::PrerequisiteState;
use serde_json::json;

const NOW: &str = "2026-11-21T12:00:00Z";

fn guide(answers: &[&str], steps: &[&str]) -> Guide {
    let mut text =
        "id = 'teams'\ntitle = ''\nsummary = ''\nphases = []\napplications = []\nscripts = []\n"
            .to_owned();
    if answers.is_empty() {
        text.push_str("answers = []\n");
    }
    if steps.is_empty() {
        text.push_str("steps = []\n");
    }
    text.push_str("[article]\ntitle = ''\nurl = ''\n");
    for id in answers {
        let role = id.replace('_', "-");
        let is_role = serde_json::from_value::<AnswerRole>(json!(role)).is_ok();
        let role = if is_role { format!("role = '{role}'\n") } else { String::new() };
        text.extend([format!(
            "[[answers]]\nid = '{id}'\nkind = 'text'\n{role}label = ''\nhelp = ''\nexample = ''\n"
        )]);
    }
    for id in steps {
        text.extend([format!(
            "[[steps]]\nid = '{id}'\nkind = 'script'\nphase = ''\ntitle = ''\nwhy = ''\nplace = ''\nrights = []\nminutes = 1\nsection = ''\nexpectation = ''\nundo = ''\n"
        )]);
    }
    toml::from_str(&text).unwrap()
}

fn all() -> Guide {
    let library = crate::guide::Library::built_in().unwrap();
    library.guide(&"teams".into()).unwrap().clone()
}

fn judged(receipt: &Receipt, guide: &Guide) -> crate::receipt::Judgement {
    judged_with(receipt, guide, &Answers::default())
}

fn judged_with(receipt: &Receipt, guide: &Guide, answers: &Answers) -> crate::receipt::Judgement {
    let expected = Expected {
        guide,
        setup_id: &receipt.setup,
        answers,
        fingerprint: "of answers that were not given yet",
        tenant_id: None,
        accepted_differences: &BTreeSet::new(),
        now: NOW.parse().unwrap(),
    };
    crate::receipt::judge(receipt, &expected).unwrap()
}

fn recorded() -> Receipt {
    let text = include_bytes!("../../../../../tests/data/recorded/discover-exchange.txt");
    crate::receipt::read(text).unwrap().newest().clone()
}

fn found(facts: Value) -> Discovery {
    let mut receipt = recorded();
    let step = receipt.steps.iter_mut().find(|step| step.id.as_str() == DISCOVERY_STEP).unwrap();
    let Value::Object(facts) = facts else { panic!("facts are an object") };
    step.facts = facts;
    judged(&receipt, &all()).discovery.unwrap()
}

/// The facts of an organisation that is set up, with some replaced.
fn set_up_but(changes: Value) -> Value {
    let mut facts = recorded().steps.pop().unwrap().facts;
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    facts.extend(changes);
    Value::Object(facts)
}

fn values<'a>(discovery: &'a Discovery, answer: &str) -> Vec<&'a str> {
    let suggestions = discovery.suggestions.iter();
    suggestions
        .filter(|suggestion| suggestion.answer.as_str() == answer)
        .map(|suggestion| suggestion.value.as_str())
        .collect()
}

fn done(discovery: &Discovery) -> Vec<&str> {
    discovery.likely_done.iter().map(StepId::as_str).collect()
}

#[test]
fn an_organisation_that_is_set_up_answers_the_questions() {
    let judgement = judged(&recorded(), &all());
    assert_eq!(judgement.steps, [], "discovery proves no step");
    let discovery = judgement.discovery.unwrap();
    assert_eq!(values(&discovery, "verified_domain"), ["contoso.com"]);
    let tenant = ["aaaabbbb-0000-cccc-1111-dddd2222eeee", "contoso.onmicrosoft.com"];
    assert_eq!(values(&discovery, "tenant"), tenant);
    assert_eq!(values(&discovery, "domain_controller"), ["dc02.contoso.com"]);
    let sources: Vec<&str> = discovery.suggestions.iter().map(|one| one.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "Default accepted domain of Exchange",
            "Realm of the authorization server evoSTS",
            "Accepted domain contoso.mail.onmicrosoft.com",
            "Domain controller that responded to Exchange",
            "Connector for contoso.mail.onmicrosoft.com",
        ]
    );
    assert_eq!(discovery.unread, Vec::<String>::new());
    assert_eq!(
        done(&discovery),
        ["exchange-oauth", "account", "role", "sfbonline", "teams-scheduler", "cloud-voicemail"],
        "the export is never done by discovery"
    );
    assert_eq!(
        discovery.notes,
        [
            "Server EX01: Version 15.2 (Build 1748.10), Mailbox",
            "Current Auth Certificate: 07D12D32E0FB6008DAA1B68B352D11C1447BA7CD, 730 days left, until 21 Nov 2028",
            "Authorization server WindowsAzureACS (MicrosoftACS) of the tenant aaaabbbb-0000-cccc-1111-dddd2222eeee: enabled",
            "Authorization server evoSTS (AzureAD) of the tenant aaaabbbb-0000-cccc-1111-dddd2222eeee: enabled",
            "Connector HybridIOC for contoso.mail.onmicrosoft.com: enabled",
            "Partner application Exchange Online of the tenant aaaabbbb-0000-cccc-1111-dddd2222eeee: enabled, linked to contoso.com/Users/Exchange Online-ApplicationAccount",
            "Partner application SfBOnline: enabled, linked to contoso.com/Users/TeamsScheduler",
            "Partner application TeamsScheduler: enabled, linked to contoso.com/Users/TeamsScheduler",
            "Partner application CloudVoicemail: enabled, no linked account",
            "Account TeamsScheduler: MailUser, contoso.com/Users/TeamsScheduler",
            "Management role TeamsSchedulerRole, of the type UserApplication",
        ]
    );
}

const OURS: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
const OTHER: &str = "11112222-0000-3333-4444-555566667777";

/// An organisation that trusts two tenants: the other one is on, this one is as given.
fn two_tenants(own_is_on: bool) -> Receipt {
    let server = |name: &str, kind: &str, realm: &str, enabled: bool| json!({ "name": name, "type": kind, "realm": realm, "enabled": enabled, "metadataUrl": "x" });
    let application = |name: &str, realm: &str, enabled: bool| {
        json!({
            "name": name, "realm": realm, "enabled": enabled, "linkedAccount": "",
            "applicationIdentifier": "00000002-0000-0ff1-ce00-000000000000",
        })
    };
    let connector = |name: &str, domain: &str, enabled: bool| json!({ "name": name, "domains": [domain], "enabled": enabled });
    let mut receipt = recorded();
    let Value::Object(facts) = json!({
        "authServers": [
            server("ACS - x", "MicrosoftACS", OTHER, true),
            server("EvoSts - x", "AzureAD", OTHER, true),
            server("ACS - y", "MicrosoftACS", OURS, own_is_on),
            server("EvoSts - y", "AzureAD", OURS, own_is_on),
        ],
        "partnerApplications": [application("Fabrikam", OTHER, true), application("Exchange Online", "", own_is_on)],
        "connectors": [
            connector("old", "fabrikam.mail.onmicrosoft.com", true),
            connector("own", "contoso.mail.onmicrosoft.com", own_is_on),
        ],
    }) else {
        panic!("facts are an object")
    };
    receipt.steps.last_mut().unwrap().facts = facts;
    receipt
}

fn answered(given: &[(&str, &str)]) -> Answers {
    let raw = given.iter().map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()));
    let (answers, problems) = Answers::parse(&all(), &raw.collect());
    assert_eq!(problems, []);
    answers
}

#[test]
fn several_tenants_are_named_with_what_belongs_to_them() {
    let ours = answered(&[("tenant", OURS), ("hybrid_domain", "contoso.mail.onmicrosoft.com")]);
    let notes = |answers: &Answers| {
        judged_with(&two_tenants(false), &all(), answers).discovery.unwrap().notes
    };
    assert_eq!(
        notes(&ours),
        [
            "Exchange trusts several tenants: 11112222-0000-3333-4444-555566667777, aaaabbbb-0000-cccc-1111-dddd2222eeee. Only objects of your tenant count. Select yours as the answer \"Microsoft 365 tenant\".",
            "There are several routing domains: contoso.mail.onmicrosoft.com, fabrikam.mail.onmicrosoft.com. Select yours as the answer \"Hybrid routing domain\".",
            "The Auth Certificate and the setting overrides of Exchange count for all 2 tenants. Create one setup for each tenant. Each tenant needs its own dedicated hybrid application and consent to it.",
            "Authorization server ACS - x (MicrosoftACS) of another tenant, 11112222-0000-3333-4444-555566667777: enabled",
            "Authorization server EvoSts - x (AzureAD) of another tenant, 11112222-0000-3333-4444-555566667777: enabled",
            "Authorization server ACS - y (MicrosoftACS) of your tenant: disabled",
            "Authorization server EvoSts - y (AzureAD) of your tenant: disabled",
            "Connector old for fabrikam.mail.onmicrosoft.com, not to your tenant: enabled",
            "Connector own for contoso.mail.onmicrosoft.com, to your tenant: disabled",
            "Partner application Fabrikam of another tenant, 11112222-0000-3333-4444-555566667777: enabled, no linked account",
            "Partner application Exchange Online: disabled, no linked account",
        ]
    );
    let unanswered = notes(&Answers::default());
    assert!(
        unanswered[3].ends_with(" of the tenant 11112222-0000-3333-4444-555566667777: enabled"),
        "{unanswered:?}"
    );
    assert!(
        unanswered[7].ends_with("for fabrikam.mail.onmicrosoft.com: enabled"),
        "{unanswered:?}"
    );
}

#[test]
fn a_step_looks_done_only_by_what_belongs_to_this_tenant() {
    let ours = answered(&[("tenant", OURS), ("hybrid_domain", "contoso.mail.onmicrosoft.com")]);
    let looks_done = |own_is_on: bool, answers: &Answers| {
        let judgement = judged_with(&two_tenants(own_is_on), &all(), answers);
        done(&judgement.discovery.unwrap()).contains(&"exchange-oauth")
    };
    assert!(looks_done(true, &ours));
    assert!(!looks_done(false, &ours), "only the other tenant is on");
    assert!(!looks_done(true, &Answers::default()), "nobody has said which tenant is meant");
}

#[test]
fn of_several_tenants_none_is_taken_by_itself() {
    let chosen = |discovery: &Discovery, answer: &str| -> Vec<bool> {
        let of = discovery.suggestions.iter().filter(|one| one.answer.as_str() == answer);
        of.map(|one| one.choose).collect()
    };
    let two = judged(&two_tenants(true), &all()).discovery.unwrap();
    assert_eq!(chosen(&two, "tenant"), [true; 4], "two ids and two domains");
    assert_eq!(chosen(&two, "hybrid_domain"), [true; 2]);
    let one = judged(&recorded(), &all()).discovery.unwrap();
    assert!(one.suggestions.iter().all(|suggestion| !suggestion.choose), "{one:?}");
}

#[test]
fn only_questions_and_steps_of_the_guide_are_named() {
    let discovery = judged(&recorded(), &guide(&["tenant"], &[])).discovery.unwrap();
    assert_eq!(discovery.suggestions.len(), 2);
    assert!(values(&discovery, "verified_domain").is_empty());
    assert!(discovery.likely_done.is_empty());
}

#[test]
fn domains_stand_with_the_default_first_and_microsofts_last() {
    let domain = |name: &str, default: bool| json!({ "name": name, "default": default });
    let discovery = found(json!({ "acceptedDomains": [
        domain("contoso.onmicrosoft.com", false),
        domain("fabrikam.com", false),
        domain("*.example.com", false),
        domain("contoso.mail.onmicrosoft.com", false),
        domain("Contoso.com", true),
        domain("contoso.com", false),
        domain("bad name; rm", false),
        domain("", false),
    ] }));
    let expected = ["contoso.com", "fabrikam.com", "contoso.onmicrosoft.com"];
    assert_eq!(values(&discovery, "verified_domain"), expected);
    assert_eq!(values(&discovery, "tenant"), ["contoso.onmicrosoft.com"]);
    assert!(values(&discovery, "domain_controller").is_empty());
}

#[test]
fn the_domain_between_both_sides_is_the_one_of_a_connector_or_an_accepted_one() {
    let asked = guide(&["hybrid_domain"], &[]);
    let suggested = |facts: Value| {
        let mut receipt = recorded();
        let Value::Object(facts) = facts else { panic!("facts are an object") };
        receipt.steps.last_mut().unwrap().facts = facts;
        judged(&receipt, &asked).discovery.unwrap().suggestions
    };
    let found = suggested(json!({
        "acceptedDomains": [{ "name": "contoso.com" }, { "name": "old.mail.onmicrosoft.com" }],
        "connectors": [{ "domains": ["Contoso.mail.onmicrosoft.com", "contoso.com"] }],
    }));
    let reported: Vec<_> =
        found.iter().map(|one| (one.value.as_str(), one.source.as_str())).collect();
    assert_eq!(
        reported,
        [
            ("contoso.mail.onmicrosoft.com", "Connector for contoso.mail.onmicrosoft.com"),
            ("old.mail.onmicrosoft.com", "Accepted domain old.mail.onmicrosoft.com"),
        ]
    );
    assert_eq!(suggested(json!({ "acceptedDomains": [{ "name": "contoso.com" }] })), []);
}

#[test]
fn a_tenant_is_known_from_a_connector_alone() {
    let connector =
        json!({ "name": "x", "enabled": true, "domains": "contoso.mail.onmicrosoft.com" });
    let discovery = found(json!({
        "connectors": connector,
        "authServers": [{ "name": "old", "type": "AzureAD", "realm": "", "enabled": true }],
    }));
    assert_eq!(values(&discovery, "tenant"), ["contoso.onmicrosoft.com"]);
    assert_eq!(discovery.suggestions[0].source, "Connector for contoso.mail.onmicrosoft.com");
}

#[test]
fn what_is_missing_is_said() {
    let discovery = found(json!({
        "authServers": [], "partnerApplications": null, "connectors": [], "certificates": [],
        "accounts": [], "mayCreateMailUser": false,
    }));
    assert_eq!(discovery.notes.len(), 5, "{:?}", discovery.notes);
    assert!(discovery.notes[0].contains("no Auth Certificate"));
    assert!(discovery.notes[4].contains("New-MailUser"));
    assert!(discovery.likely_done.is_empty());
    assert!(discovery.suggestions.is_empty());
}

#[test]
fn certificates_are_reported_with_what_is_wrong_with_them() {
    let notes = found(json!({ "certificates": [
        { "use": "current", "thumbprint": "AA", "notAfter": "2026-11-18T02:03:49.0000000Z" },
        { "use": "next", "thumbprint": "BB", "notAfter": null, "onThisServer": false },
        { "use": "other", "thumbprint": "CC", "notAfter": "soon" },
    ] }))
    .notes;
    assert_eq!(
        notes,
        [
            "Current Auth Certificate: AA, expired on 18 Nov 2026",
            "Next Auth Certificate: BB, expiration date unknown. The computer that ran the script doesn't have it. Export it on a server that has it.",
            "Auth Certificate (other): CC, expiration date unknown",
        ]
    );
}

#[test]
fn the_routing_domain_and_the_public_name_are_suggested_where_they_are_asked_for() {
    let facts = json!({
        "acceptedDomains": [{ "name": "contoso.com" }, { "name": "Contoso.mail.onmicrosoft.com" }],
        "connectors": [{ "name": "HybridIOC", "domains": ["contoso.mail.onmicrosoft.com", "fabrikam.mail.onmicrosoft.com"] }],
        "ewsUrls": ["https://Mail.contoso.com/EWS/Exchange.asmx", "https://ex01/EWS", "not an address", 5],
        "oldServers": [{ "name": "EX10", "build": "Version 14.3 (Build 123.4)" }],
    });
    let mut receipt = recorded();
    let step = receipt.steps.iter_mut().find(|step| step.id.as_str() == DISCOVERY_STEP).unwrap();
    step.facts = facts.as_object().unwrap().clone();
    let asking = guide(&["hybrid_domain", "ews_host"], &["connector", "auth-servers"]);
    let discovery = judged(&receipt, &asking).discovery.unwrap();
    assert_eq!(
        values(&discovery, "hybrid_domain"),
        ["fabrikam.mail.onmicrosoft.com", "contoso.mail.onmicrosoft.com"]
    );
    assert_eq!(values(&discovery, "ews_host"), ["mail.contoso.com"]);
    assert!(
        discovery.notes.iter().any(|note| note.starts_with("Server EX10 is older")),
        "{:?}",
        discovery.notes
    );
    assert_eq!(discovery.suggestions.len(), 3, "nothing else is asked for");
}

#[test]
fn what_could_not_be_read_is_named_in_words() {
    let unread = found(json!({ "unread": [
        { "name": "partnerApplications", "reason": "Access is denied." },
        { "name": "somethingNew", "reason": "" },
        "certificates",
    ] }))
    .unread;
    let expected = ["Partner applications: Access is denied.", "somethingNew", "Auth Certificates"];
    assert_eq!(unread, expected);
}

#[test]
fn a_step_looks_done_only_when_all_of_it_is() {
    let id = |number: &str| format!("{number}-0000-0ff1-ce00-000000000000");
    let application = |number: &str, enabled: bool, account: &str| json!({ "applicationIdentifier": id(number), "enabled": enabled, "linkedAccount": account });
    let sfbonline = |enabled, account| application("00000004", enabled, account);
    for (changes, not_done) in [
        (json!({ "connectors": [{ "enabled": false }] }), "exchange-oauth"),
        (json!({ "authServers": [{ "type": "AzureAD", "enabled": true }] }), "exchange-oauth"),
        (json!({ "partnerApplications": [application("00000002", false, "")] }), "exchange-oauth"),
        (json!({ "accounts": [{ "name": "TeamsScheduler", "type": "UserMailbox" }] }), "account"),
        (
            json!({ "accounts": [{ "name": "TeamsScheduler", "type": "MailUser", "hidden": false }] }),
            "account",
        ),
        (json!({ "roles": [{ "name": "TeamsSchedulerRole", "type": "Custom" }] }), "role"),
        (
            json!({ "roles": [{ "name": "TeamsSchedulerRole", "type": "UserApplication", "entries": ["GetDelegate", "x"] }] }),
            "role",
        ),
        (
            json!({ "roles": [{ "name": "TeamsSchedulerRole", "type": "UserApplication", "assignees": [] }] }),
            "role",
        ),
        (json!({ "partnerApplications": [sfbonline(false, "a/TeamsScheduler")] }), "sfbonline"),
        (json!({ "partnerApplications": [sfbonline(true, "a/Other")] }), "sfbonline"),
        (
            json!({ "partnerApplications": [sfbonline(true, "a/TeamsScheduler"), sfbonline(true, "a/TeamsScheduler")] }),
            "sfbonline",
        ),
        (json!({ "partnerApplications": [] }), "cloud-voicemail"),
    ] {
        let discovery = found(set_up_but(changes.clone()));
        assert!(!done(&discovery).contains(&not_done), "{changes}");
    }
    let whole = json!({ "roles": {
        "name": "teamsschedulerrole", "type": "UserApplication", "entries": "GetDelegate", "assignees": ["TeamsScheduler"],
    } });
    assert!(done(&found(set_up_but(whole))).contains(&"role"), "whatever the case and the list");
}

#[test]
fn facts_of_another_kind_are_passed_over() {
    let discovery = found(json!({
        "acceptedDomains": "contoso.com", "servers": 5, "authServers": [[]], "connectors": true,
        "partnerApplications": { "name": ["a", "b"] }, "domainController": ["dc01.contoso.com"],
        "certificates": [null], "unread": { "x": 1 },
    }));
    assert_eq!(values(&discovery, "domain_controller"), ["dc01.contoso.com"]);
    assert!(discovery.likely_done.is_empty());
}

#[test]
fn discovery_that_failed_before_it_read_anything_is_a_refusal() {
    let mut receipt = recorded();
    let step = receipt.steps.iter_mut().find(|step| step.id.as_str() == DISCOVERY_STEP).unwrap();
    step.facts.clear();
    step.outcome = crate::receipt::Outcome::Failed;
    let judgement = judged(&receipt, &all());
    assert_eq!(judgement.discovery, None);
    assert!(judgement.refused.is_some());
}

/// A guide of servers that discovery knows nothing of, but for what the guide says.
fn of_pools() -> Guide {
    let text = r#"
id = "teams"
title = ""
summary = ""
phases = []
scripts = []
article = { title = "", url = "" }

[[answers]]
id = "pool"
kind = "fqdn"
label = ""
help = ""
example = ""
found = [
    { fact = "service", property = "url", source = "Address of the service" },
    { fact = "pools", property = "fqdn", source = "Pool" },
    { fact = "names", source = "Name" },
]

[[steps]]
id = "partner"
kind = "script"
phase = ""
title = ""
why = ""
place = ""
rights = []
minutes = 1
section = ""
expectation = ""
undo = ""
signs = [
    { fact = "pools", rule = { item = { on = true } } },
    { fact = "names", rule = { holds = "a.example" } },
]

[[discovered]]
fact = "pools"
title = "Pools"
line = "Pool {fqdn} of {computers}, on: {on}{more}"

[[discovered]]
fact = "names"
title = "Names"
line = "Name {}"
none = "There is no name."
"#;
    toml::from_str(text).unwrap()
}

fn found_of_pools(facts: Value) -> Discovery {
    let mut receipt = recorded();
    let Value::Object(facts) = facts else { panic!("facts are an object") };
    let step = receipt.steps.pop().unwrap();
    receipt.steps.push(super::super::ReportedStep { id: "discovery-pools".into(), facts, ..step });
    judged(&receipt, &of_pools()).discovery.unwrap()
}

#[test]
fn a_guide_says_where_values_are_found_and_best_first() {
    let discovery = found_of_pools(json!({
        "service": { "url": "https://Mail.contoso.com/autodiscover/autodiscover.xml" },
        "pools": [{ "fqdn": "pool1.contoso.com" }, { "fqdn": "" }, { "fqdn": "no host'" }, {}],
        "names": ["MAIL.contoso.com", "a.example"],
    }));
    assert_eq!(discovery.part, "discovery-pools".into());
    let pools = values(&discovery, "pool");
    assert_eq!(pools, ["mail.contoso.com", "pool1.contoso.com", "a.example"]);
    assert_eq!(discovery.suggestions[0].source, "Address of the service");
}

#[test]
fn a_guide_has_words_for_what_only_its_discovery_finds() {
    let discovery = found_of_pools(json!({
        "pools": [{ "fqdn": "p.example", "computers": ["a", "b"], "on": true }, "odd"],
        "names": [],
        "unread": [{ "name": "names", "reason": "Access denied." }, { "name": "other" }],
    }));
    assert_eq!(
        discovery.notes,
        [
            "Pool p.example of a, b, on: yesnothing",
            "Pool nothing of nothing, on: nothingnothing",
            "There is no name.",
        ]
    );
    assert_eq!(discovery.unread, ["Names: Access denied.", "other"]);
}

#[test]
fn a_step_looks_done_when_every_sign_of_it_is_there() {
    for (facts, done) in [
        (json!({ "pools": { "on": true }, "names": "a.example" }), true),
        (json!({ "pools": { "on": true }, "names": [] }), false),
        (json!({ "pools": { "on": false }, "names": "a.example" }), false),
        (json!({ "pools": { "on": true } }), false),
    ] {
        assert_eq!(found_of_pools(facts.clone()).likely_done.len() == 1, done, "{facts}");
    }
}

#[test]
fn a_global_catalog_of_the_servers_domain_is_offered_before_what_answered() {
    let offered = |directory: Value| -> Vec<(String, String)> {
        let mut facts = set_up_but(json!({ "domainController": "DC02.contoso.com" }));
        if !directory.is_null() {
            facts["directory"] = directory;
        }
        let suggestions = found(facts).suggestions.into_iter();
        let of = suggestions.filter(|one| one.answer.as_str() == "domain_controller");
        of.map(|one| (one.value, one.source)).collect()
    };
    let named = |names: &[&str], source: &str| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), source.to_owned())).collect()
    };
    let several = json!({ "domain": "Contoso.com", "globalCatalogs": [
        "dc01.contoso.com", "DC02.contoso.com", "gc.fabrikam.com", "no name",
    ] });
    let source = "Global catalog of contoso.com that Exchange uses";
    let first = ["dc02.contoso.com", "dc01.contoso.com"];
    assert_eq!(offered(several), named(&first, source), "the one that answered comes first");
    let one = json!({ "domain": "contoso.com", "globalCatalogs": "dc01.contoso.com" });
    assert_eq!(offered(one), named(&["dc01.contoso.com"], source), "a list of one is its entry");
    let unknown = json!({ "domain": "", "globalCatalogs": ["gc.fabrikam.com"] });
    assert_eq!(offered(unknown), named(&["gc.fabrikam.com"], "Global catalog that Exchange uses"));
    let elsewhere = json!({ "domain": "contoso.com", "globalCatalogs": ["gc.fabrikam.com"] });
    let answered = "Domain controller that responded to Exchange, not known to be a global catalog of contoso.com";
    assert_eq!(offered(elsewhere), named(&["dc02.contoso.com"], answered));
    let older = "Domain controller that responded to Exchange";
    assert_eq!(offered(Value::Null), named(&["dc02.contoso.com"], older), "an earlier receipt");
}

#[test]
fn a_chosen_domain_controller_that_is_no_global_catalog_is_warned_of() {
    let directory = json!({ "domain": "contoso.com", "globalCatalogs": ["dc01.contoso.com"] });
    let warned = |chosen: &str, facts: Value| -> Vec<String> {
        let mut receipt = recorded();
        let step =
            receipt.steps.iter_mut().find(|step| step.id.as_str() == DISCOVERY_STEP).unwrap();
        let Value::Object(facts) = facts else { panic!("facts are an object") };
        step.facts = facts;
        let guide = all();
        let given = [(AnswerId::from("domain_controller"), chosen.to_owned())];
        let (answers, _) = Answers::parse(&guide, &given.into());
        let notes = judged_with(&receipt, &guide, &answers).discovery.unwrap().notes.into_iter();
        notes.filter(|note| note.starts_with("The answer ")).collect()
    };
    let facts = || set_up_but(json!({ "directory": directory }));
    assert_eq!(warned("DC01.contoso.com", facts()), [""; 0]);
    assert_eq!(warned("", facts()), [""; 0], "nothing was chosen yet");
    assert_eq!(
        warned("dc09.contoso.com", facts()),
        [
            "The answer \"Domain controller\", dc09.contoso.com, isn't one of the global catalogs of contoso.com that Exchange uses. Exchange may not find an account there. Select one of: dc01.contoso.com."
        ]
    );
    assert!(warned("dc01.fabrikam.com", facts())[0].contains("isn't in the domain"));
    assert_eq!(warned("dc09.contoso.com", set_up_but(json!({}))), [""; 0], "nobody knows");
    let none = json!({ "directory": { "domain": "contoso.com", "globalCatalogs": [] } });
    assert_eq!(warned("dc09.contoso.com", set_up_but(none)), [""; 0], "none to choose");
}

#[test]
fn other_forests_are_named_with_what_they_need() {
    let said = |trusts: Value| found(set_up_but(json!({ "trusts": trusts }))).notes;
    let reported = said(json!(["fabrikam.local", "tailspin.local"]));
    assert_eq!(
        reported[0],
        "Your forest trusts fabrikam.local, tailspin.local. If Exchange runs in another forest too, that forest needs a setup and a hybrid application of its own."
    );
    assert!(said(json!("fabrikam.local"))[0].contains("trusts fabrikam.local. "));
    for none in [json!([]), json!(null)] {
        assert!(!said(none)[0].contains("forest"));
    }
}

#[test]
fn a_prerequisite_is_met_only_where_it_was_read() {
    let state = |facts: Value, id: &str| {
        let lines = found(facts).prerequisites;
        lines.into_iter().find(|line| line.id == id).expect("the guide has it").state
    };
    let directory = |oauth: Value| json!({ "virtualDirectories": [{ "name": "EX01", "kind": "ews", "scheme": "https", "oauth": oauth }] });
    for (facts, id, expected) in [
        (directory(json!(true)), "oauth", PrerequisiteState::Met),
        (directory(json!(false)), "oauth", PrerequisiteState::NotMet),
        (directory(Value::Null), "oauth", PrerequisiteState::NotRead),
        (json!({}), "oauth", PrerequisiteState::NotRead),
        (
            json!({ "serversWithoutCurrent": [], "serversUnread": [] }),
            "certificate",
            PrerequisiteState::Met,
        ),
        (
            json!({ "serversWithoutCurrent": [], "serversUnread": ["EX02"] }),
            "certificate",
            PrerequisiteState::NotRead,
        ),
        (
            json!({ "serversWithoutCurrent": ["EX03"], "serversUnread": ["EX02"] }),
            "certificate",
            PrerequisiteState::NotMet,
        ),
        (json!({ "ewsAddresses": [] }), "external-address", PrerequisiteState::NotMet),
        (
            json!({ "ewsAddresses": ["https://mail.contoso.com/EWS/Exchange.asmx"] }),
            "external-address",
            PrerequisiteState::Met,
        ),
        (
            json!({ "ewsAddresses": ["https://mail.contoso.com/EWS/Exchange.asmx"] }),
            "published",
            PrerequisiteState::NotRead,
        ),
    ] {
        let mut with = json!({ "unread": [] });
        with.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
        assert_eq!(state(with, id), expected, "{id}: {facts}");
    }
}

#[test]
fn prerequisites_that_another_part_read_are_taken_from_there() {
    let unread = found(json!({ "unread": [] }));
    let read = found(json!({ "ewsAddresses": ["https://mail.contoso.com/EWS/Exchange.asmx"] }));
    let line = |discovery: Discovery| {
        discovery.prerequisites.into_iter().find(|line| line.id == "external-address").unwrap()
    };
    assert_eq!(line(unread.clone().and(read.clone())).state, PrerequisiteState::Met);
    assert_eq!(line(read.and(unread)).state, PrerequisiteState::Met);
    let guide = all();
    let before = prerequisites::of_guide(&guide, &[]);
    assert_eq!(before.len(), guide.prerequisites.len());
    assert!(
        before.iter().all(|line| line.state == PrerequisiteState::NotRead && line.found.is_none())
    );
}
