//! What a write would make of the keys of one principal. No network here: a reading and a wish in,
//! the plan to show and the keys to send out.

use super::app_id::AppId;
use super::key::{KeyBytes, KeyCredential};
use super::principal::{Principal, Reading};
use super::{KeyFate, PlanAction, PlannedKey, PrincipalPlan};
use crate::certificate::{Certificate, Thumbprint};
use crate::error::{ErrorCode, Problem};
use jiff::{SignedDuration, Timestamp};

/// How far the end that Graph tells may lie from the certificate's: a day covers every time zone, and
/// what is looked for is an entry with another validity altogether.
const END_MAY_DIFFER: SignedDuration = SignedDuration::from_hours(24);

/// What is wanted of a principal.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    /// These certificates are there; whatever else is valid stays.
    Upload { certificates: Vec<Certificate>, drop_expired: bool, create_missing: bool },
    /// These keys are there and no others.
    Restore { object_id: String, keys: Vec<KeyBytes> },
}

/// What comes of a wish.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) plan: PrincipalPlan,
    /// The keys after the write; for [`PlanAction::Nothing`] those that must show.
    pub(super) target: Vec<Target>,
    /// Keys that must not show any more.
    pub(super) gone: Vec<Thumbprint>,
}

/// A key as it must be after the write.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) bytes: KeyBytes,
    /// The ends of validity that Graph may tell; empty when none is known.
    ends: Vec<Timestamp>,
}

impl Target {
    fn added(bytes: KeyBytes) -> Self {
        Self { ends: bytes.not_after.into_iter().collect(), bytes }
    }

    /// No dates are sent, so Graph may go on telling the old end or take the certificate's.
    fn kept(key: &KeyCredential, bytes: &KeyBytes) -> Self {
        Self {
            ends: key.told_end().into_iter().chain(bytes.not_after).collect(),
            bytes: bytes.clone(),
        }
    }

    fn shows_as(&self, key: &KeyCredential) -> bool {
        let end_agrees = || {
            self.ends.is_empty()
                || key.told_end().is_some_and(|told| {
                    self.ends.iter().any(|end| told.duration_since(*end).abs() <= END_MAY_DIFFER)
                })
        };
        key.thumbprint() == Some(self.bytes.thumbprint) && end_agrees()
    }
}

impl Decision {
    /// What of the decision this reading does not show, in words; none when all of it shows.
    pub(super) fn missing_from(&self, reading: &Reading) -> Option<String> {
        let Some(principal) = &reading.principal else {
            return Some("the application itself does not show".to_owned());
        };
        let absent = self
            .target
            .iter()
            .filter(|target| !principal.keys.iter().any(|key| target.shows_as(key)))
            .map(|target| format!("{} does not show", target.bytes.thumbprint));
        let left = self
            .gone
            .iter()
            .filter(|gone| principal.keys.iter().any(|key| key.thumbprint() == Some(**gone)))
            .map(|gone| format!("{gone} is still there"));
        let all: Vec<_> = absent.chain(left).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

impl Wish {
    /// Whether the key is one of those asked for.
    pub(super) fn wants(&self, key: &KeyCredential) -> bool {
        let is = |thumbprint| key.verifies() && key.thumbprint() == Some(thumbprint);
        match self {
            Self::Upload { certificates, .. } => {
                certificates.iter().any(|wanted| is(wanted.thumbprint()))
            }
            Self::Restore { keys, .. } => keys.iter().any(|wanted| is(wanted.thumbprint)),
        }
    }
}

/// Decides what a write would do.
pub(super) fn decide(app: AppId, reading: &Reading, wish: &Wish) -> Decision {
    decide_with(app, reading, wish, &[])
}

/// The same, and these keys of others, which the reading does not show, are put back with it.
pub(super) fn decide_with(
    app: AppId,
    reading: &Reading,
    wish: &Wish,
    put_back: &[KeyBytes],
) -> Decision {
    match wish {
        Wish::Upload { certificates, drop_expired, create_missing } => {
            upload(app, reading, certificates, put_back, (*drop_expired, *create_missing))
        }
        Wish::Restore { object_id, keys } => restore(app, reading, object_id, keys, put_back),
    }
}

/// A plan that only tells why nothing can be done.
pub(super) fn cannot(app: AppId, principal: Option<&Principal>, problem: Problem) -> Decision {
    let keys = principal.map(|principal| {
        let fate = |key: &KeyCredential| key.planned(KeyFate::Keep);
        principal.keys.iter().map(fate).collect()
    });
    Decision {
        plan: PrincipalPlan {
            app_id: app.to_string(),
            display_name: principal.and_then(|principal| principal.display_name.clone()),
            account_enabled: principal.and_then(|principal| principal.account_enabled),
            action: PlanAction::Cannot,
            keys: keys.unwrap_or_default(),
            names: Vec::new(),
            sets_enabled: None,
            problem: Some(problem),
            warning: None,
        },
        target: Vec::new(),
        gone: Vec::new(),
    }
}

fn upload(
    app: AppId,
    reading: &Reading,
    certificates: &[Certificate],
    put_back: &[KeyBytes],
    (drop_expired, create_missing): (bool, bool),
) -> Decision {
    let principal = reading.principal.as_ref();
    if app == AppId::EXCHANGE_ONLINE {
        let problem = Problem::new(
            ErrorCode::AnswerInvalid,
            "Keys are no longer uploaded to Office 365 Exchange Online (00000002-0000-0ff1-ce00-000000000000). They would let a server on premises act for the whole tenant (CVE-2025-53786). Microsoft's dedicated Exchange hybrid application takes its place.",
        );
        return cannot(app, principal, problem);
    }
    if let Some(refused) =
        certificates.iter().find_map(|certificate| certificate.check(reading.at).err())
    {
        return cannot(app, principal, refused.into());
    }
    let Some(principal) = principal else {
        return if create_missing {
            create(app, certificates)
        } else {
            cannot(app, None, Problem::of(ErrorCode::PrincipalAbsent))
        };
    };
    let asked = |key: &KeyCredential| {
        key.verifies()
            && certificates
                .iter()
                .any(|certificate| key.thumbprint() == Some(certificate.thumbprint()))
    };
    let fate = |key: &KeyCredential| match (key.is_expired(reading.at), asked(key)) {
        (false, true) => KeyFate::Present,
        (false, false) => KeyFate::Keep,
        // An entry that ended before its certificate did: the new entry takes its place.
        (true, true) => KeyFate::Drop,
        (true, false) if drop_expired => KeyFate::Drop,
        (true, false) => KeyFate::KeepExpired,
    };
    let fates: Vec<_> = principal.keys.iter().map(|key| (key, fate(key))).collect();
    let added: Vec<_> = certificates
        .iter()
        .filter(|certificate| {
            !fates.iter().any(|(key, fate)| {
                *fate == KeyFate::Present && key.thumbprint() == Some(certificate.thumbprint())
            })
        })
        .map(KeyBytes::of)
        .chain(put_back.iter().cloned())
        .collect();
    if added.is_empty() {
        // Nothing is written only to be rid of expired keys; they harm nobody.
        let staying = |fate| match fate {
            KeyFate::Drop => KeyFate::KeepExpired,
            other => other,
        };
        let fates = fates.iter().map(|(key, fate)| (*key, staying(*fate)));
        let target = certificates.iter().map(KeyBytes::of).map(Target::added);
        return nothing(app, principal, fates, target.collect());
    }
    write(app, principal, &fates, added)
}

fn restore(
    app: AppId,
    reading: &Reading,
    object_id: &str,
    keys: &[KeyBytes],
    put_back: &[KeyBytes],
) -> Decision {
    let Some(principal) = &reading.principal else {
        return cannot(app, None, Problem::of(ErrorCode::PrincipalAbsent));
    };
    if principal.object_id.to_string() != object_id.to_lowercase() {
        let problem = Problem::new(
            ErrorCode::BackupForeign,
            format!(
                "The copy was taken of the entry {object_id} of this application, and that is not in this tenant any more. The entry {} has taken its place, and the copy is not put into it.",
                principal.object_id
            ),
        );
        return cannot(app, Some(principal), problem);
    }
    let saved = |key: &KeyCredential| {
        key.verifies() && keys.iter().any(|saved| key.thumbprint() == Some(saved.thumbprint))
    };
    let fate = |key: &KeyCredential| match (saved(key), key.is_expired(reading.at)) {
        (true, false) => KeyFate::Present,
        (true, true) => KeyFate::KeepExpired,
        (false, true) => KeyFate::Drop,
        (false, false) => KeyFate::Remove,
    };
    let fates: Vec<_> = principal.keys.iter().map(|key| (key, fate(key))).collect();
    // A key of which no copy can be made could never be put back again.
    if let Some((key, _)) =
        fates.iter().find(|(key, fate)| *fate == KeyFate::Remove && key.resendable().is_none())
    {
        let problem = cannot_be_sent(key, "it would be removed, and no copy of it can be kept");
        return cannot(app, Some(principal), problem);
    }
    let absent = |saved: &&KeyBytes| {
        !principal
            .keys
            .iter()
            .any(|key| key.verifies() && key.thumbprint() == Some(saved.thumbprint))
    };
    // Graph takes no expired certificate, so one that has gone stays away.
    let (expired, added): (Vec<_>, Vec<_>) = keys
        .iter()
        .filter(absent)
        .chain(put_back)
        .cloned()
        .partition(|saved| saved.not_after.is_some_and(|end| end <= reading.at));
    let unchanged =
        fates.iter().all(|(_, fate)| matches!(fate, KeyFate::Present | KeyFate::KeepExpired));
    let mut decision = if unchanged && added.is_empty() {
        let target = fates
            .iter()
            .filter_map(|(key, _)| Some(Target::kept(key, key.bytes.as_ref()?)))
            .collect();
        nothing(app, principal, fates.iter().copied(), target)
    } else {
        write(app, principal, &fates, added)
    };
    let stays_away = expired.iter().map(|saved| row(saved, KeyFate::Drop));
    decision.plan.keys.extend(stays_away);
    decision
}

fn create(app: AppId, certificates: &[Certificate]) -> Decision {
    let added: Vec<_> = certificates.iter().map(KeyBytes::of).collect();
    Decision {
        plan: PrincipalPlan {
            app_id: app.to_string(),
            display_name: None,
            account_enabled: None,
            action: PlanAction::Create,
            keys: added.iter().map(|bytes| row(bytes, KeyFate::Add)).collect(),
            names: Vec::new(),
            sets_enabled: None,
            problem: None,
            warning: None,
        },
        target: added.into_iter().map(Target::added).collect(),
        gone: Vec::new(),
    }
}

fn nothing<'a>(
    app: AppId,
    principal: &Principal,
    fates: impl Iterator<Item = (&'a KeyCredential, KeyFate)>,
    target: Vec<Target>,
) -> Decision {
    Decision {
        plan: PrincipalPlan {
            action: PlanAction::Nothing,
            keys: fates.map(|(key, fate)| key.planned(fate)).collect(),
            ..plan_of(app, principal)
        },
        target,
        gone: Vec::new(),
    }
}

fn write(
    app: AppId,
    principal: &Principal,
    fates: &[(&KeyCredential, KeyFate)],
    added: Vec<KeyBytes>,
) -> Decision {
    let mut target = Vec::new();
    let mut left = Vec::new();
    let mut problem = None;
    for (key, fate) in fates {
        match fate {
            KeyFate::Drop | KeyFate::Remove => left.extend(key.thumbprint()),
            KeyFate::Add | KeyFate::Present | KeyFate::Keep | KeyFate::KeepExpired => {
                match key.resendable() {
                    Some(bytes) => target.push(Target::kept(key, bytes)),
                    None => {
                        problem.get_or_insert_with(|| {
                            cannot_be_sent(key, "it is to stay, and writing would destroy it")
                        });
                    }
                }
            }
        }
    }
    let new_rows = added.iter().map(|bytes| row(bytes, KeyFate::Add));
    let keys = fates.iter().map(|(key, fate)| key.planned(*fate)).chain(new_rows).collect();
    target.extend(added.into_iter().map(Target::added));
    left.retain(|left| !target.iter().any(|target| target.bytes.thumbprint == *left));
    Decision {
        plan: PrincipalPlan {
            action: match problem {
                Some(_) => PlanAction::Cannot,
                None => PlanAction::Write,
            },
            keys,
            problem,
            ..plan_of(app, principal)
        },
        target,
        gone: left,
    }
}

fn plan_of(app: AppId, principal: &Principal) -> PrincipalPlan {
    PrincipalPlan {
        app_id: app.to_string(),
        display_name: principal.display_name.clone(),
        account_enabled: principal.account_enabled,
        action: PlanAction::Nothing,
        keys: Vec::new(),
        names: Vec::new(),
        sets_enabled: None,
        problem: None,
        warning: PrincipalPlan::warning_for(principal.account_enabled),
    }
}

fn row(bytes: &KeyBytes, fate: KeyFate) -> PlannedKey {
    PlannedKey {
        thumbprint: Some(bytes.thumbprint.to_string()),
        key_id: None,
        not_before: bytes.not_before,
        not_after: bytes.not_after,
        fate,
    }
}

fn cannot_be_sent(key: &KeyCredential, consequence: &str) -> Problem {
    let name = key.name();
    if key.verifies() {
        return Problem::new(
            ErrorCode::KeyBytesMissing,
            format!("Microsoft Graph did not give the content of the key {name}: {consequence}."),
        );
    }
    let kind = key.kind.as_deref().unwrap_or("unknown");
    let usage = key.usage.as_deref().unwrap_or("unknown");
    let message = format!(
        "The key {name} is of the type {kind} with the usage {usage}. Only certificates that verify signatures can be written here: {consequence}."
    );
    // Waiting helps a key whose content is missing, not one of another kind.
    Problem {
        title: "A key of another kind is there".to_owned(),
        next: vec![
            "Find out who added that key and whether it is still needed. When they have removed it, make a new plan.".to_owned(),
            "If nobody knows it, open a support case with Microsoft and name the key.".to_owned(),
        ],
        ..Problem::new(ErrorCode::KeyBytesMissing, message)
    }
}
