use super::*;
use std::collections::BTreeSet;

/// Every code, as those who script know it.
const CODES: [&str; 23] = [
    "autodiscover-ok",
    "autodiscover-answers-cloud",
    "autodiscover-user-not-found",
    "autodiscover-not-published",
    "autodiscover-not-json",
    "ews-ok",
    "ews-not-published",
    "ews-forbidden",
    "oauth-not-offered",
    "tenant-not-trusted",
    "pre-authentication",
    "redirect-elsewhere",
    "dns-not-found",
    "dns-private-address",
    "connection-refused",
    "timed-out",
    "tls-expired",
    "tls-name",
    "tls-untrusted",
    "tls-too-old",
    "server-error",
    "server-starting",
    "cloud-not-reached",
];

#[test]
fn the_table_has_every_code_and_no_other() {
    let used: Vec<String> = CODES
        .iter()
        .filter(|code| {
            let code: ProbeCode = serde_json::from_value((**code).into()).unwrap();
            TABLE.values().any(|entry| entry.code == code)
        })
        .map(|code| (*code).to_owned())
        .collect();
    assert_eq!(used, CODES);
    for entry in TABLE.values() {
        let code = serde_json::to_value(entry.code).unwrap();
        assert!(CODES.contains(&code.as_str().unwrap()), "{code}");
    }
}

#[test]
fn what_is_not_good_has_a_remedy_and_what_is_good_has_none() {
    for (situation, entry) in &*TABLE {
        let has_remedy = messages::has(&situation.remedy_id());
        assert_eq!(!has_remedy, entry.verdict == ProbeVerdict::Ok, "{situation:?}");
    }
}

#[test]
fn commands_and_steps_belong_to_faults_and_are_there() {
    let library = crate::guide::Library::built_in().unwrap();
    for (situation, entry) in &*TABLE {
        let commands = [&entry.command, &entry.command_ews, &entry.command_autodiscover];
        let more = commands.iter().any(|command| command.is_some()) || !entry.mends.is_empty();
        assert!(!more || entry.verdict != ProbeVerdict::Ok, "{situation:?}");
        let guides: BTreeSet<_> = entry.mends.iter().map(|one| &one.guide).collect();
        assert_eq!(guides.len(), entry.mends.len(), "{situation:?}: one step for each guide");
        for Mends { guide, step } in &entry.mends {
            let guide = library.guide(guide).unwrap_or_else(|| panic!("{situation:?}: {guide}"));
            assert!(guide.step(step).is_some(), "{situation:?}: {step}");
        }
        for command in commands.into_iter().flatten() {
            let left = command.replace("{address}", "");
            assert!(!left.contains(['{', '}', '\n']), "{situation:?}: {command}");
        }
    }
}

#[test]
fn a_command_is_that_of_the_service_and_holds_the_mailbox_as_a_literal() {
    let command = |path: &str| {
        let url = Url::parse(&format!("https://mail.contoso.com{path}")).unwrap();
        Situation::WindowsOnly.at(&url, Some(401), &[("schemes", "NTLM")]).command
    };
    assert!(command("/EWS/Exchange.asmx").unwrap().contains("Set-WebServicesVirtualDirectory"));
    let autodiscover = command("/autodiscover/autodiscover.svc").unwrap();
    assert!(autodiscover.contains("Set-AutodiscoverVirtualDirectory"), "{autodiscover}");
    assert_eq!(command("/api"), None);
    let url = Url::parse("https://autodiscover.contoso.com/").unwrap();
    let finding = Situation::ServerUserNotFound.at(&url, Some(404), &[("error", "UserNotFound")]);
    let command = finding.about("o'brien\u{2019}s@contoso.com").command.unwrap();
    assert!(
        command.starts_with("Get-Recipient -Identity 'o''brien\u{2019}\u{2019}s@contoso.com' |"),
        "{command}"
    );
}

#[test]
fn words_are_short_sentences() {
    let catalog = include_str!("../../../messages/en/probe-findings.ftl");
    let texts = catalog.lines().filter_map(|line| line.split_once(" = "));
    let mut count = 0;
    for (id, text) in texts {
        count += 1;
        let text = text.replace("{ $", "").replace(" }", "");
        assert!(text.ends_with('.'), "{id}: {text}");
        for sentence in text.split(". ") {
            let words = sentence.split_whitespace().count();
            assert!(words <= 20, "{id}: {words} words: {sentence}");
        }
    }
    assert!(count > TABLE.len(), "every situation has its text: {count}");
}

#[test]
fn values_of_servers_cannot_hide_anything_or_fill_the_screen() {
    let url = Url::parse("https://mail.contoso.com/EWS/Exchange.asmx").unwrap();
    let hostile = format!("a\u{1b}[31mb\u{202e}c\r\nd\0e{{host}}{}", "x".repeat(9000));
    let finding = Situation::OtherBearer.at(&url, Some(401), &[("client", &hostile)]);
    assert!(!finding.words.chars().any(is_hidden), "{:?}", finding.words);
    assert!(finding.words.len() < 600, "{}", finding.words.len());
    assert!(finding.words.contains("e{host}x"), "values are not filled again: {}", finding.words);
}

#[test]
fn a_finding_crosses_the_border_in_this_form() {
    let url = Url::parse("https://mail.contoso.com/EWS/Exchange.asmx").unwrap();
    let finding = Situation::EwsForbidden.at(&url, Some(403), &[]).at_most(ProbeVerdict::Warning);
    let value = serde_json::to_value(&finding).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "remedy", "status", "url", "verdict", "words"]);
    assert_eq!(value["verdict"], "warning");
    assert!(value["words"].as_str().unwrap().starts_with("mail.contoso.com forbids EWS (403)"));
    let verdicts =
        [ProbeVerdict::Ok, ProbeVerdict::Unknown, ProbeVerdict::Warning, ProbeVerdict::Failed];
    assert_eq!(
        serde_json::to_value(verdicts).unwrap(),
        serde_json::json!(["ok", "unknown", "warning", "failed"])
    );
    assert_eq!(
        serde_json::to_value(Situation::RestOffersOauth.at(&url, None, &[])).unwrap()["remedy"],
        serde_json::Value::Null
    );
}
