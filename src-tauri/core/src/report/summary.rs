//! What a reader has to know first: what was set up, how far it is, what is open, which certificate is
//! in use, and who did something. It decides nothing: statuses and counts are the setup's own.

use super::changes::ReportChange;
use super::data::use_words;
use crate::guide::answer::AnswerKind;
use crate::guide::{AnswerRole, Answers, Guide};
use crate::ids::{TenantId, Thumbprint};
use crate::messages::say;
use crate::receipt::CertificateUse;
use crate::setup::view::{CheckView, SetupView, StepView};
use crate::setup::{OPERATOR, Setup, SetupStanding, StepProgress, StepStatus};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// The first page. In JSON, times are RFC 3339 in UTC.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    guide: String,
    /// The organisation's name, else its domain, as answered.
    organization: Option<String>,
    /// The tenant's domain or id, as answered.
    tenant: Option<String>,
    tenant_id: Option<TenantId>,
    standing: SetupStanding,
    standing_words: String,
    /// How many steps have which status, without the questions.
    steps: StepProgress,
    open_steps: Vec<OpenStep>,
    open_checks: Vec<OpenCheck>,
    certificate: Option<CertificateInUse>,
    /// How many changes scripts made and the program wrote to the tenant, whatever became of them.
    changes: usize,
    /// The same, of those that failed or of which the result is not known.
    changes_not_successful: usize,
    /// How many changes dry runs planned.
    changes_planned: usize,
    people: Vec<Person>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenStep {
    id: String,
    number: u32,
    title: String,
    status: StepStatus,
    status_words: String,
    waits_until: Option<Timestamp>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenCheck {
    step: String,
    number: u32,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateInUse {
    r#use: CertificateUse,
    use_words: String,
    thumbprint: Thumbprint,
    not_after: Timestamp,
    never_ends: bool,
    days_left: i32,
}

/// An account that did something, and when it did so first and last.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    role: Role,
    role_words: String,
    /// None where no receipt says which account ran the scripts.
    account: Option<String>,
    /// Where it ran scripts, each computer once.
    computers: BTreeSet<String>,
    first: Timestamp,
    last: Timestamp,
}

/// What an account did.
#[derive(Clone, Copy, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Role {
    RanScripts,
    SignedIn,
}

impl Summary {
    pub(super) fn of(
        setup: &Setup,
        guide: &Guide,
        view: &SetupView,
        changes: &[ReportChange],
        now: Timestamp,
    ) -> Self {
        let (answers, _) = Answers::parse(guide, setup.raw_answers());
        let of_kind = |kind: AnswerKind| {
            let mut of_it = guide.answers.iter().filter(move |spec| spec.kind == kind);
            of_it.find_map(|spec| answers.text(spec.id.as_str())).map(str::to_owned)
        };
        let named = answers.of(AnswerRole::OrganizationName).filter(|name| !name.trim().is_empty());
        Self {
            guide: guide.title.clone(),
            organization: named.map(str::to_owned).or_else(|| of_kind(AnswerKind::SmtpDomain)),
            tenant: of_kind(AnswerKind::Tenant),
            tenant_id: setup.tenant_id(guide),
            standing: view.summary.standing,
            standing_words: standing_words(view.summary.standing),
            steps: view.summary.progress.clone(),
            open_steps: open_steps(guide, view),
            open_checks: open_checks(view),
            certificate: setup.certificate_in_use(now).map(|held| CertificateInUse {
                r#use: held.r#use,
                use_words: use_words(held.r#use),
                never_ends: held.card.never_ends,
                days_left: held.card.days_left,
                not_after: held.card.not_after,
                thumbprint: held.card.thumbprint,
            }),
            changes: changes.iter().filter(|change| change.is_made()).count(),
            changes_not_successful: changes.iter().filter(|change| change.has_failed()).count(),
            changes_planned: changes.iter().filter(|change| change.is_planned()).count(),
            people: people(setup),
        }
    }
}

fn standing_words(standing: SetupStanding) -> String {
    match standing {
        SetupStanding::Open => say!("report-standing-open"),
        SetupStanding::Finished => say!("report-standing-finished"),
        SetupStanding::InPlace => say!("report-standing-in-place"),
    }
}

fn open_steps(guide: &Guide, view: &SetupView) -> Vec<OpenStep> {
    let counts = |step: &&StepView| guide.step(&step.id).is_some_and(|(_, spec)| !spec.optional);
    let open = view.steps.iter().filter(counts).filter(|step| !step.status.is_settled());
    open.map(|step| OpenStep {
        id: step.id.to_string(),
        number: step.number,
        title: step.title.clone(),
        status: step.status,
        status_words: step.status_words.clone(),
        waits_until: step.waiting.as_ref().map(|wait| wait.until),
    })
    .collect()
}

fn open_checks(view: &SetupView) -> Vec<OpenCheck> {
    let of_step = |step: &StepView| {
        let (id, number) = (step.id.to_string(), step.number);
        let is_open = |one: &&CheckView| one.open;
        let open = step.checks.iter().filter(is_open);
        open.map(|one| OpenCheck { step: id.clone(), number, text: one.check.text.clone() })
            .collect::<Vec<_>>()
    };
    view.steps.iter().flat_map(of_step).collect()
}

/// Who did something, those who ran scripts first, each in the order in which they began. The operator
/// at the program is not among them: the name is known only after a sign-in.
fn people(setup: &Setup) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut runs_in_journal: BTreeSet<String> = BTreeSet::new();
    for run in setup.runs() {
        let computer = match run.computer.as_str() {
            "" => say!("receipt-unnamed-computer"),
            named => named.to_owned(),
        };
        let account = run.account.as_deref();
        runs_in_journal.extend(account.map(|account| {
            say!("receipt-account-on-computer", account = account, computer = computer)
        }));
        let person = meet(&mut people, Role::RanScripts, account, run.started);
        person.computers.insert(computer);
    }
    let named = |who: &str| !matches!(who, "" | OPERATOR);
    for change in setup.history().tenant.iter().filter(|change| named(&change.who)) {
        meet(&mut people, Role::SignedIn, Some(&change.who), change.at);
    }
    // Who only read, or decided something while signed in. The journal also names computers.
    let signed_in = |who: &str| who.contains('@') && !runs_in_journal.contains(who);
    for entry in setup.journal().iter().filter(|entry| signed_in(&entry.who)) {
        meet(&mut people, Role::SignedIn, Some(&entry.who), entry.at);
    }
    people.sort_by_key(|person| (person.role == Role::SignedIn, person.first));
    people
}

fn meet<'p>(
    people: &'p mut Vec<Person>,
    role: Role,
    account: Option<&str>,
    at: Timestamp,
) -> &'p mut Person {
    let same = |person: &Person| {
        person.role == role
            && match (&person.account, account) {
                (Some(known), Some(account)) => known.to_lowercase() == account.to_lowercase(),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            }
    };
    let index = people.iter().position(same).unwrap_or_else(|| {
        people.push(Person {
            role,
            role_words: match role {
                Role::RanScripts => say!("report-role-ran"),
                Role::SignedIn => say!("report-role-signed-in"),
            },
            account: account.map(str::to_owned),
            computers: BTreeSet::new(),
            first: at,
            last: at,
        });
        people.len() - 1
    });
    let person = &mut people[index];
    person.first = person.first.min(at);
    person.last = person.last.max(at);
    person
}
