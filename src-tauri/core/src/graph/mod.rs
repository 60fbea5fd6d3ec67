//! Microsoft Graph: one client, and service principals: their keys, their names and whether they are
//! enabled: plan, apply, verify, restore.
//!
//! Knows neither guides nor setups: applications come in as ids, certificates as DER.
//!
//! A write to a principal replaces all of its keys, or all of its names. Everything here follows from
//! that: nothing is written that was not read with its content, nothing is written over a reading
//! that may be old, and no write whose end is not known is tried again before reading.

mod agreed;
mod application;
mod apply;
mod backup;
mod claims;
mod client;
mod concurrent_changes;
mod consistent_read;
mod coverage;
mod decide;
mod desired;
mod effect;
mod error_body;
mod key;
mod key_match;
mod key_name;
mod key_owner;
mod plan;
mod principal;
mod response;
mod restore;
mod retry_policy;
mod role;
mod skew;
mod spn;
mod verify;

#[cfg(test)]
mod tests;

pub use application::{
    ApplicationFinding, ApplicationReading, FindingCode, FindingSeverity, HybridApplication, Known,
    NotRead, NotReadReason, Permissions, ReadApplication, Registration, Seen, ServicePrincipal,
    judge, read_applications,
};
pub use apply::{KeepBackup, apply};
pub use backup::BackupNotSaved;
pub use client::Client;
pub use coverage::Coverage;
pub use desired::DesiredState;
pub use effect::WriteEffect;
pub use key_name::{KeyIdentity, NoKeyName};
pub use key_owner::KnownCertificate;
pub use plan::{OnProgress, Prepared, plan};
pub use restore::plan_restore;
pub use retry_policy::RetryPolicy;
pub use role::role_check;
pub use spn::has as has_name;
pub use verify::verify;

use crate::error::Problem;
use crate::ids::{AppId, TenantId, Thumbprint};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What one key of a principal is called by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyName {
    /// Graph's id of the credential. It changes with every write to the principal.
    Id(uuid::Uuid),
    /// SHA-1 of its certificate. Several credentials may hold the same one; all are meant.
    Thumbprint(Thumbprint),
}

/// What the operator may choose for an upload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UploadOptions {
    /// Expired keys go when a principal is written.
    pub drop_expired: bool,
    /// Absent principals are created.
    pub create_missing: bool,
}

/// What is about to change, before anything is written.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Plan {
    /// One entry for each application asked for, in that order.
    pub principals: Vec<PrincipalPlan>,
    /// When it was read.
    #[ts(type = "string")]
    pub read_at: Timestamp,
    /// How many seconds Microsoft's clock runs ahead of that of this computer, where that is more than
    /// clocks may differ. Nothing was judged by it. Earlier versions saved a sentence, which is dropped: the
    /// clock may be right by now, and the next plan says whether it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub clock_ahead: Option<i64>,
}

impl Plan {
    /// That the clock of this computer is wrong, in words for the operator.
    pub fn clock_note(&self) -> Option<String> {
        self.clock_ahead.and_then(|seconds| skew::note(SignedDuration::from_secs(seconds)))
    }
}

/// What is about to change on one service principal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PrincipalPlan {
    /// The application id.
    pub app_id: AppId,
    /// The name it has in this tenant, for the operator only.
    pub display_name: Option<String>,
    /// Whether the principal is enabled.
    pub account_enabled: Option<bool>,
    /// What will be done with it.
    pub action: PlanAction,
    /// Each key, with its fate.
    pub keys: Vec<PlannedKey>,
    /// Each service principal name that is written or was asked for, with its fate; those of others
    /// that stay are not listed.
    #[serde(default)]
    pub names: Vec<PlannedName>,
    /// That the write enables the principal, or disables it again when a copy is put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sets_enabled: Option<bool>,
    /// Why nothing can be done, for `cannot`.
    pub problem: Option<Problem>,
    /// What the operator should know before agreeing; it does not prevent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub warning: Option<Problem>,
}

/// What will be done with a principal.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum PlanAction {
    /// Its keys are written.
    Write,
    /// Nothing: everything is there already.
    Nothing,
    /// The principal is absent: it is created, then its keys are written. Only after asking.
    Create,
    /// It cannot be written; `problem` says why.
    Cannot,
}

/// A key credential, now or after the write.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlannedKey {
    /// SHA-1 of the certificate; what `customKeyIdentifier` says when the bytes did not come back.
    pub thumbprint: Option<Thumbprint>,
    /// Graph's id of the credential; none for a new one.
    pub key_id: Option<String>,
    /// Begin of validity.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub not_before: Option<Timestamp>,
    /// End of validity.
    #[ts(type = "string | null")]
    pub not_after: Option<Timestamp>,
    /// What happens to it.
    pub fate: KeyFate,
    /// Its type and usage, when it is no certificate that verifies signatures ("Symmetric, Verify").
    /// Such a key never counts as the key of a certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other_kind: Option<String>,
    /// The end that Graph reports, where it is not the certificate's. The key counts all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other_end: Option<OtherEnd>,
}

/// The two ends of a key whose entry does not end with its certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OtherEnd {
    /// The entry's end (`endDateTime`), as Graph reports it; none when it reports none.
    #[ts(type = "string | null")]
    pub reported: Option<Timestamp>,
    /// The end of the certificate itself.
    #[ts(type = "string")]
    pub certificate_end: Timestamp,
}

/// What a write does to a key.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum KeyFate {
    /// Added.
    Add,
    /// There already, the very certificate asked for.
    Present,
    /// Somebody else's or an older one, still valid: stays.
    Keep,
    /// Expired: it is removed.
    Drop,
    /// Expired, but the operator wants it to stay.
    KeepExpired,
    /// Removed, valid or not: it was named, or a backup that lacks it is restored.
    Remove,
    /// Only in the backup that is restored, and expired: Graph accepts no expired certificate, so
    /// that nothing is written.
    NotRestored,
}

/// A service principal name, now or after the write.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlannedName {
    /// `https://mail.contoso.com/`.
    pub name: String,
    /// What happens to it.
    pub fate: NameFate,
}

/// What a write does to a service principal name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum NameFate {
    /// Added.
    Add,
    /// Asked for, and there already.
    Present,
    /// Removed (only when a backup is restored).
    Remove,
}

/// How far one principal has come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum PrincipalState {
    /// Written and read back.
    Done,
    /// Nothing had to be written; read back.
    AlreadyThere,
    /// Not done; `error` says why, and that nothing was written or that it is not known.
    Failed,
    /// The write may have been applied, and reading back did not settle it.
    Unknown,
    /// Not tried.
    Skipped,
}

/// The result for one principal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PrincipalResult {
    /// The application id.
    pub app_id: AppId,
    /// How far it came.
    pub state: PrincipalState,
    /// Thumbprints read back.
    pub thumbprints: Vec<Thumbprint>,
    /// Each key read back.
    pub keys: Vec<PlannedKey>,
    /// Every service principal name read back.
    #[serde(default)]
    pub names: Vec<String>,
    /// Whether the principal is enabled, when it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub account_enabled: Option<bool>,
    /// What the write came to that ended as [`PrincipalState::Done`]. None where nothing was written,
    /// and in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub effect: Option<WriteEffect>,
    /// What went wrong; with [`PrincipalState::Done`], what went wrong on the way and is mended.
    pub error: Option<Problem>,
    /// Whether anything may have been written to the tenant for it; none when it was only read, and
    /// for results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub written: Option<bool>,
    /// What was there before the first write; none when nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<PrincipalBefore>,
}

/// What a service principal held before it was written to, as it was read.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PrincipalBefore {
    /// Whether it was in the tenant.
    pub present: bool,
    /// Its keys.
    pub keys: Vec<PlannedKey>,
    /// Its service principal names; none when they did not come back.
    pub names: Option<Vec<String>>,
    /// Whether it was enabled, when that was read.
    pub account_enabled: Option<bool>,
}

/// What a reading of one principal reports, days counted when it is reported.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VerifiedPrincipal {
    /// The application id.
    pub app_id: AppId,
    /// Of a verification: [`PrincipalState::AlreadyThere`] when all certificates asked for are there
    /// and the principal is enabled. Of a write: how far it came.
    pub state: PrincipalState,
    /// Whether the principal is enabled, when it was read.
    pub account_enabled: Option<bool>,
    /// Each key it holds.
    pub keys: Vec<VerifiedKey>,
    /// Every service principal name it has.
    pub names: Vec<String>,
    /// The names that the guide wants it to have, and which of them it has.
    pub wanted_names: Vec<ReadName>,
    /// How many other names it has.
    pub other_names: u32,
    /// Whether it was read as enabled, where the guide enables it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub enabled_as_wanted: Option<bool>,
    /// What is not as it should be.
    pub error: Option<Problem>,
    /// Whether that is the principal's being disabled, and nothing else.
    pub only_disabled: bool,
    /// Whether anything may have been written for it; none when it was only read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub written: Option<bool>,
    /// What the write came to; none when it was only read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub effect: Option<WriteEffect>,
}

/// A name that a principal is to have.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReadName {
    /// The name.
    pub name: String,
    /// Whether the principal has it. Upper and lower case are the same.
    pub present: bool,
}

/// One key of a principal, and which certificate it is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VerifiedKey {
    /// SHA-1 of the certificate.
    pub thumbprint: Option<Thumbprint>,
    /// Graph's id of the credential.
    pub key_id: Option<String>,
    /// Begin of validity.
    #[ts(type = "string | null")]
    pub not_before: Option<Timestamp>,
    /// End of validity.
    #[ts(type = "string | null")]
    pub not_after: Option<Timestamp>,
    /// Whole days until the end of validity, negative after it.
    pub days_left: Option<i32>,
    /// Whether it has ended: Entra no longer accepts it.
    pub ended: bool,
    /// Which certificate it is.
    pub standing: KeyOwner,
    /// Servers of this organization sign with it, or will: it is a known certificate that has not ended.
    pub in_use: bool,
    /// It is a known certificate, and ends soon or has ended.
    pub ends_soon: bool,
    /// Its type and usage, when it is no certificate that verifies signatures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other_kind: Option<String>,
    /// The end that Graph reports, where it is not the certificate's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other_end: Option<OtherEnd>,
}

/// Which certificate of this organisation a key is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum KeyOwner {
    /// The one the Exchange server uses now.
    Current,
    /// The one it will use next.
    Next,
    /// The one the operator chose, of which no server has said what it is for.
    Chosen,
    /// None of those: of another server, another organisation or another tool. Never touched.
    Unknown,
}

/// Whether the account that is signed in holds a role that may write keys.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "known")]
#[ts(export)]
pub enum RoleCheck {
    /// It holds one that is known to do, or is documented to.
    Holds {
        /// The names of all its active directory roles.
        roles: Vec<String>,
        /// Only a role that is documented for it, and that Microsoft's own applications are known to
        /// refuse at times: Application Administrator and its like.
        doubtful: bool,
    },
    /// It holds none. A role that is only eligible (PIM) does not show until it is activated.
    Lacks {
        /// The names of all its active directory roles.
        roles: Vec<String>,
    },
    /// The tenant does not let it be read.
    Unknown {
        /// What Graph said.
        problem: Problem,
    },
}

/// What a principal is going through, for the window while it waits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Progress {
    /// The application id.
    pub app_id: AppId,
    /// Its state.
    pub phase: ProgressPhase,
    /// "Waiting 12 s: Graph asks for a pause".
    pub note: Option<String>,
}

/// The stations of an upload.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ProgressPhase {
    /// Reading its keys.
    Reading,
    /// Being created.
    Creating,
    /// Writing its keys.
    Writing,
    /// Reading back until the change shows.
    ReadingBack,
    /// Done, for good or bad.
    Ended,
}

/// What was on a principal before a write: public keys only, so that it can be put back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Backup {
    /// The tenant it was read in.
    pub tenant_id: TenantId,
    /// The application id.
    pub app_id: AppId,
    /// The principal's object id.
    pub object_id: String,
    /// When it was read.
    pub taken_at: Timestamp,
    /// The credentials as they can be written: `type`, `usage`, `key`.
    pub keys: Vec<BackupKey>,
    /// The write did not touch the keys: a restore then leaves them alone, and `keys` only says what
    /// was there, as far as it came with its content.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keys_untouched: bool,
    /// Its service principal names, when the write replaced them; else a restore leaves them alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// Whether it was enabled, when the write changed that; else a restore leaves it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_enabled: Option<bool>,
}

/// One credential of a [`Backup`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackupKey {
    /// `AsymmetricX509Cert`.
    pub r#type: String,
    /// `Verify`.
    pub usage: String,
    /// Standard base64 of the DER.
    pub key: String,
    /// SHA-1 of the DER.
    pub thumbprint: Thumbprint,
    /// End of validity, as Graph reported it.
    pub not_after: Option<Timestamp>,
}
