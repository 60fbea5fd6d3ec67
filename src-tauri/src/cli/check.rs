//! `crosstrust check`
//!
//! What explains the problems that users report: from receipts of the guide "Check what is there", from
//! the check from outside, and from the applications in the tenant. Each of the three is optional, and the
//! answer says what was not read.

use super::certificate::unreadable;
use super::output::{self, Exit};
use super::{STANDALONE_SETUP_ID, TenantOptions, answers, probe, sign_in, write};
use crate::app::guide;
use clap::Args;
use crosstrust_core::disk::{self, LONGEST_NAMED};
use crosstrust_core::entra::TenantName;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{self, VerifiedPrincipal};
use crosstrust_core::guide::{AnswerId, AnswerRole, Answers, Guide, GuideId, Library, SmtpAddress};
use crosstrust_core::messages::say;
use crosstrust_core::probe::{ConnectTo, Probed};
use crosstrust_core::receipt;
use crosstrust_core::setup::view::ApplicationView;
use crosstrust_core::setup::{
    CarriedAnswer, CauseView, ComplaintState, ComplaintView, Effect, Event, OPERATOR, Setup,
    carried_answers, view,
};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use url::Url;

/// The guide whose receipts are read.
const GUIDE: &str = "check";

/// Check an existing configuration, and show what explains the problems of your users.
///
/// Export the scripts of the guide "check" with `export`. Run check-server.ps1 on an Exchange server, and
/// add its result with --receipt. With --probe, the command also queries your published hosts, as `probe`
/// does. With --applications, you sign in to the tenant in the answers, and the command reads its
/// applications. Each of the three is optional. The command changes nothing.
///
/// It ends with 0 if it read everything and nothing explains a problem. It ends with 1 if it found something
/// that explains a problem, and with 2 after wrong usage. It ends with 3 if it found nothing, but didn't read
/// everything.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The file of answers that you exported the scripts with.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// A script result of the guide. Repeat this option for several results. For each step, the newest
    /// result counts.
    #[arg(long = "receipt", value_name = "FILE")]
    receipts: Vec<PathBuf>,
    /// Query the published hosts for the mailbox in the answers.
    #[arg(long)]
    probe: bool,
    /// Your own Autodiscover host, as in `probe`.
    #[arg(long, value_name = "URL", value_parser = probe::own_host, requires = "probe")]
    autodiscover: Option<Url>,
    /// Connect to another host, as in `probe`.
    #[arg(long = "connect-to", value_name = "HOST1:PORT1:HOST2:PORT2", requires = "probe")]
    connect_to: Vec<ConnectTo>,
    /// Also trust the certificates in this file, as in `probe`.
    #[arg(long = "cacert", value_name = "FILE", requires = "probe")]
    roots: Vec<PathBuf>,
    /// Sign in to the tenant in the answers and read its applications. The command compares their
    /// certificates with those in the script results.
    #[arg(long)]
    applications: bool,
    /// Sign in with the browser of this computer instead of a code.
    #[arg(long, requires = "applications")]
    browser: bool,
    /// Print JSON: the result, and with --applications a line for the sign-in before it.
    #[arg(long)]
    json: bool,
}

/// The result, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    /// The steps of which a receipt was read. Discovery is none of them.
    read: Vec<String>,
    /// Whether the published hosts were asked.
    asked_from_outside: bool,
    /// What was read in the tenant; none where nobody signed in.
    tenant: Option<TenantRead>,
    complaints: Vec<ComplaintView>,
    /// The guides that mend what was found, each with the answers that are known.
    guides: Vec<MendingGuide>,
}

/// What was read in the tenant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TenantRead {
    /// The applications of Teams.
    principals: Vec<VerifiedPrincipal>,
    /// The dedicated hybrid application, and the application that all organizations share.
    hybrid: Option<ApplicationView>,
}

/// A guide that mends something, and the answers with which it can begin.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MendingGuide {
    guide: GuideId,
    title: String,
    /// As a file of answers has them.
    answers: BTreeMap<AnswerId, String>,
    /// Those that scripts or the sign-in service reported. The others are of the file of answers.
    read: Vec<AnswerId>,
    /// The questions that are left.
    missing: Vec<AnswerId>,
}

impl MendingGuide {
    fn of(setup: &Setup, guide: &Guide, mending: &Guide) -> Self {
        let carried = carried_answers(setup, guide, mending);
        let read = |one: &&CarriedAnswer| one.read;
        let read = carried.iter().filter(read).map(|one| one.answer.clone()).collect();
        let answers: BTreeMap<AnswerId, String> =
            carried.into_iter().map(|one| (one.answer, one.value)).collect();
        let asked: Vec<AnswerId> = mending.answers.iter().map(|spec| spec.id.clone()).collect();
        let missing = Answers::parse(mending, &answers).0.missing(mending, &asked);
        let (guide, title) = (mending.id.clone(), mending.title.clone());
        Self { guide, title, answers, read, missing: missing.into_iter().collect() }
    }
}

pub(super) fn run(options: &CheckArguments) -> Exit {
    let checked = match check(options) {
        Ok(checked) => checked,
        Err(problem) => return output::problem(&problem, options.json),
    };
    let exit = ending(&checked.complaints);
    if options.json {
        output::json(&checked);
    } else {
        output::lines(&describe(&checked));
    }
    exit
}

fn check(options: &CheckArguments) -> Result<Checked, Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(GUIDE))?;
    let answers = answers::read(&options.answers, guide)?;
    let now = Timestamp::now();
    let id = STANDALONE_SETUP_ID.parse().expect("BUG: the id of the command line is an id");
    let mut setup = Setup::in_memory(id, guide, &answers, now);
    for file in &options.receipts {
        let bytes =
            disk::read_any(file, LONGEST_NAMED).map_err(|error| unreadable(file, &error))?;
        let found = receipt::read(&bytes)?;
        let event = Event::ReceiptsImported { found: &found };
        say_notices(&setup.apply(guide, event, now, OPERATOR)?, guide);
    }
    if options.probe {
        let probed = super::runtime().block_on(ask(options, guide, &answers))?;
        say_notices(&setup.apply(guide, Event::Probed { probed }, now, OPERATOR)?, guide);
    }
    if options.applications {
        super::runtime().block_on(read_tenant(options, guide, &answers, &mut setup))?;
    }
    let view = view(&setup, guide, Timestamp::now(), false).with_titles(&library);
    let mends = view.complaints.iter().flat_map(|complaint| &complaint.causes);
    let mends: BTreeSet<&GuideId> =
        mends.flat_map(|cause| &cause.mends).map(|it| &it.guide).collect();
    let mending = library.guides().filter(|mending| mends.contains(&mending.id));
    let guides = mending.map(|mending| MendingGuide::of(&setup, guide, mending)).collect();
    let tenant = options
        .applications
        .then_some(TenantRead { principals: view.verified, hybrid: view.hybrid });
    let read = view.steps.iter().filter(|step| step.judgement.is_some());
    Ok(Checked {
        read: read.map(|step| step.id.to_string()).collect(),
        asked_from_outside: view.probed.is_some(),
        tenant,
        complaints: view.complaints,
        guides,
    })
}

/// Signs in to the tenant of the answers, and reads what the guide reads there.
async fn read_tenant(
    options: &CheckArguments,
    guide: &Guide,
    answers: &Answers,
    setup: &mut Setup,
) -> Result<(), Problem> {
    let client = sign_in::graph(&tenant_of(options, answers)?, options.json).await?;
    let now = Timestamp::now();
    let desired = setup.desired_of_all(guide, now)?;
    let named = setup.applications_to_read(guide).unwrap_or_default();
    let reading = graph::read_applications(&client, &named);
    let (results, reading) =
        tokio::join!(graph::verify(&client, &desired, &write::silent), reading);
    let way = setup.way_to_tenant(guide);
    let verified = Event::Verified { results: results? };
    say_notices(&setup.apply(guide, verified, now, OPERATOR)?, guide);
    let read = Event::ApplicationsRead { reading, way };
    say_notices(&setup.apply(guide, read, now, OPERATOR)?, guide);
    Ok(())
}

/// Where to sign in, by the answers.
fn tenant_of(options: &CheckArguments, answers: &Answers) -> Result<TenantOptions, Problem> {
    let tenant = answers.of(AnswerRole::Tenant).ok_or_else(|| {
        Problem::new(
            ErrorCode::Usage,
            "--applications reads a tenant. Enter it as tenant in the file of answers.",
        )
    })?;
    let url = |role| -> Result<Option<Url>, Problem> {
        let text = answers.of(role).filter(|text| !text.is_empty());
        let refused = |text: &str| {
            Problem::new(ErrorCode::AnswerInvalid, format!("{text} is no web address."))
        };
        text.map(|text| Url::parse(text).map_err(|_| refused(text))).transpose()
    };
    let cloud = answers.of(AnswerRole::Cloud).and_then(crosstrust_core::entra::Cloud::from_id);
    Ok(TenantOptions {
        tenant: tenant.to_owned(),
        cloud: cloud.unwrap_or_else(crosstrust_core::entra::Cloud::global),
        login_url: url(AnswerRole::LoginUrl)?,
        graph_url: url(AnswerRole::GraphUrl)?,
        client_id: answers.of(AnswerRole::ClientId).map(str::to_owned),
        browser: options.browser,
        app_ids: Vec::new(),
    })
}

/// What a person has to know of a receipt, also beside JSON.
fn say_notices(effect: &Effect, guide: &Guide) {
    for notice in &effect.notices {
        output::aside(&notice.view(guide).text);
    }
}

async fn ask(
    options: &CheckArguments,
    guide: &Guide,
    answers: &Answers,
) -> Result<Probed, Problem> {
    let of = |role| {
        let spec = guide.answer_with(role)?;
        answers.text(spec.id.as_str()).filter(|text| !text.is_empty())
    };
    let mailbox = of(AnswerRole::TestMailbox).ok_or_else(|| {
        Problem::new(
            ErrorCode::Usage,
            "--probe asks for a mailbox. Enter its mail address as test_mailbox in the file of answers.",
        )
    })?;
    let address: SmtpAddress = mailbox.parse().map_err(|_| {
        Problem::new(ErrorCode::AnswerInvalid, format!("{mailbox} is no mail address."))
    })?;
    let report = crosstrust_core::probe::probe(&crosstrust_core::probe::Options {
        address,
        tenant: of(AnswerRole::Tenant).map(TenantName::parse).transpose()?,
        cloud: of(AnswerRole::Cloud)
            .and_then(crosstrust_core::entra::Cloud::from_id)
            .unwrap_or_else(crosstrust_core::entra::Cloud::global),
        autodiscover: options.autodiscover.clone(),
        connect_to: options.connect_to.clone(),
        names: None,
        roots: probe::roots(&options.roots)?,
        proxies: crosstrust_core::probe::Proxies::System,
        limits: crosstrust_core::probe::Limits::default(),
        now: Timestamp::now(),
    })
    .await?;
    Ok(Probed::new(&report, Timestamp::now(), None))
}

fn ending(complaints: &[ComplaintView]) -> Exit {
    let any = |state| complaints.iter().any(|complaint| complaint.state == state);
    if any(ComplaintState::Explained) {
        Exit::Failed
    } else if any(ComplaintState::NotKnown) {
        Exit::NeedsOperator
    } else {
        Exit::Done
    }
}

fn describe(checked: &Checked) -> Vec<String> {
    let mut lines = vec![match checked.read.as_slice() {
        [] => say!("command-line-check-no-result"),
        steps => say!("command-line-check-results", steps = steps.join(", ")),
    }];
    let outside = if checked.asked_from_outside {
        say!("command-line-check-hosts-asked")
    } else {
        say!("command-line-check-hosts-not-asked")
    };
    lines.push(outside);
    let tenant = if checked.tenant.is_some() {
        say!("command-line-check-tenant-read")
    } else {
        say!("command-line-check-tenant-not-read")
    };
    lines.push(tenant);
    for complaint in &checked.complaints {
        lines.push(String::new());
        lines.push(complaint.title.clone());
        let state = match complaint.state {
            ComplaintState::Explained => say!("command-line-check-explained"),
            ComplaintState::NotKnown => say!("command-line-check-not-known"),
            ComplaintState::NothingFound => say!("command-line-check-nothing-found"),
        };
        lines.push(format!("  {state}"));
        lines.extend(complaint.causes.iter().flat_map(cause_lines));
        lines.push(format!("  {}", complaint.otherwise));
    }
    lines.extend(checked.guides.iter().flat_map(guide_lines));
    lines
}

fn cause_lines(cause: &CauseView) -> Vec<String> {
    let certainty = if cause.certain { "found" } else { "unknown" };
    let cause_line = say!(
        "command-line-check-cause",
        certainty = certainty,
        title = cause.title,
        found = cause.found
    );
    let mut lines = vec![format!("  {cause_line}")];
    let remedy = cause.remedy.iter().flat_map(|remedy| remedy.trim().lines());
    lines.extend(remedy.map(|line| format!("    {line}")));
    let steps = cause.mends.iter().map(|step| format!("{} {}", step.guide, step.step));
    let steps: Vec<String> = steps.collect();
    if !steps.is_empty() {
        let line = say!("command-line-check-steps", steps = steps.join(", "));
        lines.push(format!("    {line}"));
    }
    lines
}

/// How to begin a guide with the answers that are known.
fn guide_lines(guide: &MendingGuide) -> Vec<String> {
    let id = &guide.guide;
    let file = serde_json::to_string(&guide.answers).expect("BUG: texts are JSON");
    let mut lines = vec![
        String::new(),
        say!("command-line-check-answers", guide = guide.title, id = id),
        format!("  {file}"),
    ];
    if !guide.missing.is_empty() {
        let missing: Vec<String> = guide.missing.iter().map(ToString::to_string).collect();
        let line = say!("command-line-check-missing", answers = missing.join(", "));
        lines.push(format!("  {line}"));
    }
    lines.push(format!("  {}", say!("command-line-check-export")));
    lines.push(format!("    crosstrust export --guide {id} --answers {id}.json --out {id}"));
    lines
}
