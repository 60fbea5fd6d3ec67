//! Terms: what an administrator may not know is in the glossary of the window.

use super::rules::prose;
use super::sources::{MESSAGES, Said};
use crosstrust_tests::repository::text;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The terms that texts use and that not every administrator knows, with their message in the glossary.
pub(super) const TERMS: &[(&str, &str)] = &[
    ("ACS", "term-acs"),
    ("Auth Certificates?", "term-auth-certificate"),
    ("(?i:authorization servers?)", "term-authorization-server"),
    ("(?i:dedicated (?:Exchange )?hybrid applications?)", "term-hybrid-application"),
    ("(?i:dry runs?)", "term-dry-run"),
    ("evoSTS", "term-evosts"),
    ("EWSEditor", "term-ews-editor"),
    ("GetDelegate", "term-get-delegate"),
    ("(?i:linked accounts?)", "term-linked-account"),
    ("(?i:partner applications?)", "term-partner-application"),
    ("PIM|Privileged Identity Management", "term-pim"),
    ("Purges", "term-purges"),
    ("(?i:realms?)", "term-realm"),
    ("(?i:rehearsals?)", "term-rehearsal"),
    ("(?i:rollover)", "term-rollover"),
    ("(?i:script results?)", "term-result"),
    ("(?i:service principals?)", "term-service-principal"),
    ("(?i:setting overrides?)", "term-setting-override"),
    ("SfBOnline", "term-sfb-online"),
    ("(?i:split permissions|permissions are split)", "term-split-permissions"),
    ("(?i:thumbprints?)", "term-thumbprint"),
    ("UserApplication", "term-user-application"),
];

/// Abbreviations that an administrator of Exchange knows, and names that look like one.
const KNOWN: &[&str] = &[
    "AD",
    "API",
    "APPLICATION",
    "BEGIN",
    "CAUTION",
    "CN",
    "CNAME",
    "CRL",
    "CSR",
    "CVE",
    "DER",
    "DNS",
    "EAC",
    "END",
    "EWS",
    "FS",
    "GCC",
    "GET",
    "GNOME",
    "GUID",
    "HOST",
    "HOST1",
    "HOST2",
    "HTTP",
    "ID",
    "IDs",
    "IIS",
    "IP",
    "JSON",
    "LS",
    "LWA",
    "MAPI",
    "MB",
    "MIT",
    "NAME",
    "OAB",
    "OK",
    "PC",
    "PEM",
    "PKCS",
    "PORT1",
    "PORT2",
    "POST",
    "RBAC",
    "REPLICA",
    "REST",
    "RSA",
    "RTC",
    "RTM",
    "SHA",
    "SHA256SUMS",
    "SIP",
    "SMTP",
    "SP1",
    "THUMBPRINT",
    "TLS",
    "URL",
    "US",
    "USB",
    "UTC",
    "XML",
];

/// The terms of the glossary file that texts use and that it does not explain.
pub(super) fn unexplained(said: &[Said]) -> Vec<String> {
    let glossary = text(&format!("{MESSAGES}/en/window-terms.ftl"));
    let mut missing = Vec::new();
    for (term, id) in TERMS {
        let pattern = whole(term);
        let used = said.iter().find(|said| pattern.is_match(&prose(&said.text)));
        let Some(used) = used else {
            missing.push(format!("no text uses {term:?} any more"));
            continue;
        };
        let entry = format!("\n{id} = ");
        let explained = glossary.split_once(&entry).is_some_and(|(_, rest)| {
            rest.lines().nth(1).is_some_and(|line| line.trim_start().starts_with(".means = "))
        });
        if !explained {
            missing.push(format!("{}: the glossary does not explain {id}", used.place));
        }
    }
    missing
}

/// Abbreviations that are neither terms of the glossary nor known.
pub(super) fn abbreviations(text: &str) -> BTreeSet<String> {
    static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| whole(r"[A-Z][A-Z0-9]+s?"));
    let prose = prose(text);
    let found = ABBREVIATION.captures_iter(&prose).map(|found| found[1].to_owned());
    found
        .filter(|one| !KNOWN.contains(&one.as_str()))
        .filter(|one| !TERMS.iter().any(|(term, _)| whole(term).is_match(one)))
        .filter(|one| !is_number(one))
        .collect()
}

/// The number of an error, of an update or of a vulnerability, as digits or as a value of a message:
/// "AADSTS50012", "KB5127092".
fn is_number(word: &str) -> bool {
    ["AADSTS", "KB"].iter().any(|start| {
        word.strip_prefix(start)
            .is_some_and(|rest| rest == "X" || rest.chars().all(|one| one.is_ascii_digit()))
    })
}

/// A pattern that matches only whole words. The words are its first group.
fn whole(words: &str) -> Regex {
    Regex::new(&format!(r"(?:^|[^\w-])({words})\b")).expect("a regular expression")
}
