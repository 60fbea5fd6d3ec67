//! The findings about hybrid applications in words: judged by the table `findings.toml`, with texts from
//! the catalog.

use super::{ApplicationFinding, FindingCode, FindingSeverity, Known, NotReadReason};
use crate::ids::{AppId, Thumbprint};
use crate::messages;
use fluent_bundle::FluentValue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What exactly was found. Each has an entry in the table.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FindingSituation {
    ApplicationOk,
    ApplicationNotNamed,
    ApplicationNeverNamed,
    ApplicationMissing,
    ApplicationNotRead,
    PrincipalMissing,
    PrincipalDisabled,
    PrincipalNotRead,
    ConsentMissing,
    ConsentGraphOnly,
    ConsentNotRead,
    CertificateNotKnown,
    CurrentMissing,
    NextMissing,
    KeyExpired,
    ClientSecret,
    SharedOk,
    SharedHasKeys,
    SharedNotRead,
}

/// An entry of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingText {
    code: FindingCode,
    severity: FindingSeverity,
    link: Option<String>,
}

/// What the table says about a reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseLink {
    link: Option<String>,
}

/// Why something was not read, and who can read it.
#[derive(Debug)]
pub(super) struct Cause {
    pub(super) words: String,
    pub(super) remedy: Vec<String>,
    pub(super) link: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FindingTexts {
    findings: BTreeMap<FindingSituation, FindingText>,
    not_read: BTreeMap<NotReadReason, CauseLink>,
}

static TABLE: LazyLock<FindingTexts> = LazyLock::new(|| {
    toml::from_str(include_str!("findings.toml"))
        .expect("BUG: findings.toml is built in, and tests read it")
});

/// Why something was not read, in words.
pub(super) fn cause(reason: NotReadReason) -> Cause {
    let entry = TABLE.not_read.get(&reason).expect("BUG: the table has every reason, as tests see");
    let id = messages::id_of("application-not-read", &reason);
    Cause {
        words: messages::message(&id, &[]),
        remedy: messages::numbered(&format!("{id}.remedy"), &[]),
        link: entry.link.clone(),
    }
}

impl FindingSituation {
    /// The finding, with what it is about in its words.
    pub(super) fn finding(
        self,
        app_id: Option<AppId>,
        thumbprints: &[Thumbprint],
        known: &Known<'_>,
    ) -> ApplicationFinding {
        let entry =
            TABLE.findings.get(&self).expect("BUG: the table has every situation, as tests see");
        let named: Vec<String> = thumbprints.iter().map(Thumbprint::to_string).collect();
        let id = messages::id_of("application-finding", &self);
        let values = [
            ("app", FluentValue::from(app_id.map(|id| id.to_string()).unwrap_or_default())),
            ("thumbprints", FluentValue::from(named.join(", "))),
            ("environment", FluentValue::from(known.environment)),
            ("since", FluentValue::from(known.blocked_since)),
        ];
        ApplicationFinding {
            code: entry.code,
            severity: entry.severity,
            severity_words: entry.severity.words(),
            app_id,
            words: messages::message(&id, &values).trim_end().to_owned(),
            remedy: messages::numbered(&format!("{id}.remedy"), &values),
            link: entry.link.clone(),
            detail: None,
            thumbprints: thumbprints.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINA: Known<'static> = Known {
        at_hand: &[],
        environment: " -AzureEnvironment ChinaCloud",
        blocked_since: "31 October 2025",
        can_be_named: true,
        now: jiff::Timestamp::UNIX_EPOCH,
    };

    const ALL: [FindingSituation; 19] = [
        FindingSituation::ApplicationOk,
        FindingSituation::ApplicationNotNamed,
        FindingSituation::ApplicationNeverNamed,
        FindingSituation::ApplicationMissing,
        FindingSituation::ApplicationNotRead,
        FindingSituation::PrincipalMissing,
        FindingSituation::PrincipalDisabled,
        FindingSituation::PrincipalNotRead,
        FindingSituation::ConsentMissing,
        FindingSituation::ConsentGraphOnly,
        FindingSituation::ConsentNotRead,
        FindingSituation::CertificateNotKnown,
        FindingSituation::CurrentMissing,
        FindingSituation::NextMissing,
        FindingSituation::KeyExpired,
        FindingSituation::ClientSecret,
        FindingSituation::SharedOk,
        FindingSituation::SharedHasKeys,
        FindingSituation::SharedNotRead,
    ];

    #[test]
    fn every_situation_and_every_reason_has_an_entry() {
        // As many as there are entries: one that is left out here is found by its entry.
        assert_eq!(TABLE.findings.len(), ALL.len());
        for situation in ALL {
            let found = situation.finding(Some(AppId::EXCHANGE_ONLINE), &[], &CHINA);
            let reported = std::iter::once(&found.words).chain(&found.remedy);
            for text in reported {
                assert!(!text.contains(['{', '}']), "{situation:?}: {text}");
            }
            let is_ok = found.code == FindingCode::Ok;
            assert_eq!(is_ok, found.severity == FindingSeverity::Ok, "{situation:?}");
        }
        for reason in [
            NotReadReason::NotPermitted,
            NotReadReason::SignInNeeded,
            NotReadReason::NotReached,
            NotReadReason::NotUnderstood,
        ] {
            assert!(!cause(reason).remedy.is_empty(), "{reason:?}");
        }
    }

    #[test]
    fn what_was_not_read_is_never_more_than_not_known() {
        for (situation, entry) in &TABLE.findings {
            let code = entry.code.as_str();
            assert_eq!(serde_json::to_value(entry.code).unwrap(), code);
            let not_read = code.starts_with("not-read:");
            if not_read {
                assert_eq!(entry.severity, FindingSeverity::Unknown, "{situation:?}");
            }
        }
    }

    #[test]
    fn what_fails_or_has_to_be_put_right_comes_with_a_remedy() {
        for (situation, entry) in &TABLE.findings {
            if entry.severity >= FindingSeverity::Warning {
                let found = situation.finding(Some(AppId::EXCHANGE_ONLINE), &[], &CHINA);
                assert!(!found.remedy.is_empty(), "{situation:?}");
            }
        }
    }

    #[test]
    fn microsofts_script_is_named_with_the_cloud() {
        let found = FindingSituation::SharedHasKeys.finding(None, &[], &CHINA);
        let reported = found.remedy.join("\n");
        let command = "-ResetFirstPartyServicePrincipalKeyCredentials -AzureEnvironment ChinaCloud";
        assert!(reported.contains(command), "{reported}");
        for reason in ["CVE-2025-53786", "since 31 October 2025"] {
            assert!(found.words.contains(reason), "{}", found.words);
        }
    }
}
