//! What is in the organisation: as it begins, and as scripts leave it.

use crate::certificate::{self, AUTH_CERTIFICATE, NotMade};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{Span, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// The organisation a rehearsal begins with.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Situation {
    /// OAuth with Exchange Online is there, nothing of the Teams guide.
    #[default]
    Fresh,
    /// The account and the role are there, the partner applications are not.
    PartlyConfigured,
    /// Everything is there.
    FullyConfigured,
    /// Everything is there, by hand: SfBOnline has another account, CloudVoicemail is disabled.
    HalfDoneByHand,
    /// The operator may not create the mail user.
    SplitPermissions,
    /// The Auth Certificate has expired.
    ExpiredCertificate,
    /// The next Auth Certificate is set already.
    NextCertificate,
}

/// An organisation could not be made up.
#[derive(Debug, Error)]
pub enum NotBegun {
    /// No certificate for it.
    #[error(transparent)]
    Certificate(#[from] NotMade),
    /// The clock is centuries off.
    #[error("this computer's clock cannot be right: {0}")]
    Clock(#[from] jiff::Error),
}

pub(super) const ACCOUNT: &str = "TeamsScheduler";
pub(super) const ROLE: &str = "TeamsSchedulerRole";
pub(super) const KEPT_ENTRY: &str = "GetDelegate";

/// The simulated tenant, the same as the cloud's.
pub(super) const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

/// What UserApplication allows, and so every role that is made from it.
pub(super) const USER_APPLICATION: [&str; 17] = [
    "AddDelegate",
    "ApplyConversationAction",
    "ConvertId",
    "CreateItem",
    "DeleteItem",
    "FindFolder",
    "FindItem",
    "GetDelegate",
    "GetFolder",
    "GetItem",
    "GetMailTips",
    "GetUserAvailability",
    "RemoveDelegate",
    "SendItem",
    "SyncFolderItems",
    "UpdateDelegate",
    "UpdateItem",
];

/// An Exchange organisation, as far as the guide's scripts see it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    pub(super) domain: String,
    pub(super) may_create_mail_user: bool,
    pub(super) accounts: Vec<MailUser>,
    pub(super) role: Option<Role>,
    pub(super) applications: Vec<PartnerApplication>,
    pub(super) certificates: Vec<AuthCertificate>,
    /// Thumbprints by the path of the file they were written to.
    pub(super) files: BTreeMap<String, String>,
}

/// A mail user.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MailUser {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) hidden: bool,
}

/// The management role of the guide.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Role {
    pub(super) entries: Vec<String>,
    pub(super) assignees: Vec<String>,
}

/// A partner application.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartnerApplication {
    pub(super) name: String,
    pub(super) app_id: String,
    pub(super) enabled: bool,
    pub(super) realm: String,
    /// The name of the linked account; empty when there is none.
    pub(super) linked: String,
}

/// An Auth Certificate, public part only: nobody holds a private key.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthCertificate {
    pub(super) r#use: String,
    pub(super) thumbprint: String,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    /// Standard base64 of the DER.
    pub(super) der: String,
}

impl Organisation {
    /// An organisation in that situation.
    ///
    /// # Errors
    /// No certificate can be made.
    pub fn begin(situation: Situation, now: Timestamp) -> Result<Self, NotBegun> {
        let until = match situation {
            Situation::ExpiredCertificate => later(now, Span::new().days(-3))?,
            _ => later(now, Span::new().years(2))?,
        };
        let from = later(now, Span::new().years(-3))?;
        let mut certificates = vec![AuthCertificate::make("current", from, until)?];
        if situation == Situation::NextCertificate {
            let from = later(now, Span::new().days(-30))?;
            let until = later(now, Span::new().years(5))?;
            certificates.push(AuthCertificate::make("next", from, until)?);
        }
        let mut organisation = Self {
            domain: "contoso.com".to_owned(),
            may_create_mail_user: situation != Situation::SplitPermissions,
            accounts: Vec::new(),
            role: None,
            applications: vec![PartnerApplication {
                name: "Exchange Online".to_owned(),
                app_id: "00000002-0000-0ff1-ce00-000000000000".to_owned(),
                enabled: true,
                realm: TENANT.to_owned(),
                linked: "Exchange Online-ApplicationAccount".to_owned(),
            }],
            certificates,
            files: BTreeMap::new(),
        };
        match situation {
            Situation::Fresh | Situation::SplitPermissions | Situation::ExpiredCertificate => {}
            Situation::PartlyConfigured => organisation.add_account_and_role(),
            Situation::FullyConfigured | Situation::NextCertificate => {
                organisation.add_everything()
            }
            Situation::HalfDoneByHand => {
                organisation.add_everything();
                let other = "SfBOnline-ApplicationAccount";
                organisation.accounts.push(MailUser {
                    name: other.to_owned(),
                    address: format!("{other}@{}", organisation.domain),
                    hidden: true,
                });
                for application in &mut organisation.applications {
                    match application.name.as_str() {
                        "SfBOnline" => other.clone_into(&mut application.linked),
                        "CloudVoicemail" => application.enabled = false,
                        _ => {}
                    }
                }
            }
        }
        Ok(organisation)
    }

    /// The organisation takes the operator's own domain, so that he reads his names in what it
    /// reports.
    pub(super) fn move_to(&mut self, domain: &str) {
        domain.clone_into(&mut self.domain);
    }

    /// How a mail user of that name is shown.
    pub(super) fn identity(&self, name: &str) -> String {
        if name.is_empty() { String::new() } else { format!("{}/Users/{name}", self.domain) }
    }

    fn add_account_and_role(&mut self) {
        self.accounts.push(MailUser {
            name: ACCOUNT.to_owned(),
            address: format!("{ACCOUNT}-ApplicationAccount@{}", self.domain),
            hidden: true,
        });
        let (entries, assignees) = (vec![KEPT_ENTRY.to_owned()], vec![ACCOUNT.to_owned()]);
        self.role = Some(Role { entries, assignees });
    }

    fn add_everything(&mut self) {
        self.add_account_and_role();
        let all = [
            ("SfBOnline", "00000004-0000-0ff1-ce00-000000000000", ACCOUNT),
            ("TeamsScheduler", "7557eb47-c689-4224-abcf-aef9bd7573df", ACCOUNT),
            ("CloudVoicemail", "db7de2b5-2149-435e-8043-e080dd50afae", ""),
        ];
        self.applications.extend(all.map(|(name, app_id, linked)| PartnerApplication {
            name: name.to_owned(),
            app_id: app_id.to_owned(),
            enabled: true,
            realm: String::new(),
            linked: linked.to_owned(),
        }));
    }
}

impl AuthCertificate {
    fn make(r#use: &str, from: Timestamp, until: Timestamp) -> Result<Self, NotMade> {
        let der = certificate::make(AUTH_CERTIFICATE, from, until)?;
        Ok(Self {
            r#use: r#use.to_owned(),
            thumbprint: certificate::thumbprint(&der),
            not_before: from,
            not_after: until,
            der: STANDARD.encode(der),
        })
    }
}

/// A moment that lies so far from another, to the second.
fn later(from: Timestamp, span: Span) -> Result<Timestamp, jiff::Error> {
    let moment = from.to_zoned(TimeZone::UTC).checked_add(span)?.timestamp();
    Timestamp::from_second(moment.as_second())
}
