//! `crosstrust run --guide ID --answers FILE`

use super::output::{self, Exit};
use super::{STANDALONE_SETUP_ID, answers, receipt, sign_in};
use crate::app::guide;
use crate::run_script::{Computer, PowerShellJob, RunFolder, RunRequest};
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::{
    AnswerRole, Answers, Guide, GuideId, Library, ScriptEffect, ScriptId, ScriptRole, ScriptSpec,
    Shell,
};
use crosstrust_core::messages::say;
use crosstrust_core::receipt::{Change, FoundReceipts, Verdict};
use crosstrust_core::runner::{
    LineKind, RanScript, RunLine, RunTransport, check_offered, chosen_switches, run_receipts,
};
use crosstrust_core::script::{self, Script, ScriptContext, UndoList};
use crosstrust_core::setup::{Event, OPERATOR, Setup};
use jiff::Timestamp;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Run the scripts of a guide on this computer or through remote PowerShell, dry run first.
///
/// The command runs discovery, the script for all steps and the verification. It first shows what would change.
/// It asks for no password: Windows signs you in.
#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    /// The ID of the guide. `crosstrust guides` lists the guides.
    #[arg(long, value_name = "ID")]
    guide: String,
    /// The file of answers: one JSON object with the ID and the value of each answer.
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
    /// Run only this script. Repeat this option for several scripts.
    #[arg(long = "script", value_name = "ID")]
    scripts: Vec<String>,
    /// Run the scripts with this switch, such as Publish. Repeat this option for several switches.
    #[arg(long = "switch", value_name = "NAME", requires = "scripts", allow_hyphen_values = true)]
    switches: Vec<String>,
    /// The full name of an Exchange server to connect to. Without it, the command uses the Exchange Management
    /// Shell of this computer.
    #[arg(long, value_name = "NAME")]
    server: Option<String>,
    /// Show what would change, and change nothing.
    #[arg(long, conflicts_with = "yes")]
    what_if: bool,
    /// Make the changes without a question.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &RunArguments) -> Exit {
    match super::runtime().block_on(run_all(options)) {
        Ok(exit) => exit,
        Err(problem) => output::problem(&problem, options.json),
    }
}

/// A script that is run, and the way to its commands.
struct Due<'g> {
    spec: &'g ScriptSpec,
    script: Script,
    transport: RunTransport,
    /// The switches that it is given.
    switches: Vec<String>,
}

impl Due<'_> {
    /// Whether it can change something, so that a dry run comes first.
    fn changes(&self) -> bool {
        self.spec.running.effect != ScriptEffect::Reads || !self.switches.is_empty()
    }

    /// Whether it only reads again what is there.
    fn verifies(&self) -> bool {
        self.spec.role == ScriptRole::Verification && !self.changes()
    }
}

/// What came back of a script.
struct Came {
    exit: Exit,
    /// A run in earnest would do more than this dry run: it lists changes, or leaves a step planned.
    plans: bool,
}

/// What all runs of the command share.
struct Session<'a> {
    options: &'a RunArguments,
    guide: &'a Guide,
    cloud: &'a str,
    computer: Computer,
    /// Judges what comes back: nothing is saved.
    setup: Setup,
}

async fn run_all(options: &RunArguments) -> Result<Exit, Problem> {
    let library = Library::built_in()?;
    let guide = guide(&library, &GuideId::from(options.guide.as_str()))?;
    let answers = answers::read(&options.answers, guide)?;
    let computer = Computer::this();
    let due = due(options, &library, guide, &answers, &computer)?;
    let id = STANDALONE_SETUP_ID.parse().expect("BUG: it is an id");
    let mut session = Session {
        options,
        guide,
        cloud: answers.of(AnswerRole::Cloud).unwrap_or_default(),
        computer,
        setup: Setup::in_memory(id, guide, &answers, Timestamp::now()),
    };
    session.run(&due).await
}

/// Asks whether to make the changes. Ctrl+C means no.
async fn agreed() -> bool {
    let (send, answer) = tokio::sync::oneshot::channel();
    // A thread of its own: reading from the terminal cannot be given up, and the program ends without it.
    std::thread::spawn(move || send.send(sign_in::agreed(&say!("command-line-write-question"))));
    tokio::select! {
        answer = answer => answer.unwrap_or(false),
        () = sign_in::interrupted() => false,
    }
}

/// The scripts to run, in order, each written and with the way to its commands.
fn due<'g>(
    options: &RunArguments,
    library: &Library,
    guide: &'g Guide,
    answers: &Answers,
    computer: &Computer,
) -> Result<Vec<Due<'g>>, Problem> {
    let undo_list = UndoList::default();
    let context = ScriptContext {
        setup_id: STANDALONE_SETUP_ID,
        answers,
        tenant_id: None,
        undo_list: &undo_list,
        uploaded: &[],
    };
    let mut due = Vec::new();
    let specs = chosen(options, guide)?;
    let takes = |spec: &ScriptSpec, name: &str| spec.running.switch(name).is_some();
    for spec in specs.iter().copied() {
        let script = script::write(library, guide, &spec.id, &context)?;
        let transport = match spec.running.shell {
            Shell::Exchange if options.server.is_some() => RunTransport::Remote,
            Shell::Exchange => RunTransport::Local,
            Shell::Skype => RunTransport::SkypeModule,
            Shell::ExchangeOnline => RunTransport::ExchangeOnline,
        };
        let named = |mut problem: Problem| {
            if specs.len() > 1 && problem.code == ErrorCode::RunUnavailable {
                let why = problem.message.to_string();
                problem.message =
                    say!("command-line-run-refused", title = spec.title, why = why).into();
            }
            problem
        };
        check_offered(&computer.facts, spec, false, transport).map_err(named)?;
        // Of several scripts each takes its own. A switch of none is refused.
        let own = options.switches.iter();
        let own = own.filter(|name| takes(spec, name) || !specs.iter().any(|one| takes(one, name)));
        let own: Vec<String> = own.cloned().collect();
        let switches = chosen_switches(spec, transport, &own).map_err(named)?;
        due.push(Due { spec, script, transport, switches });
    }
    Ok(due)
}

/// The scripts that were named, else discovery, those for all steps, and the verification.
fn chosen<'g>(options: &RunArguments, guide: &'g Guide) -> Result<Vec<&'g ScriptSpec>, Problem> {
    let all = script::numbered(guide).into_iter().map(|one| one.spec);
    if options.scripts.is_empty() {
        let specs: Vec<_> = all
            .filter(|spec| {
                matches!(
                    spec.role,
                    ScriptRole::Discovery | ScriptRole::AllInOne | ScriptRole::Verification
                )
            })
            .collect();
        if specs.iter().any(|spec| spec.role == ScriptRole::AllInOne) {
            return Ok(specs);
        }
        return Err(Problem::new(
            ErrorCode::Usage,
            say!("command-line-run-name-scripts", guide = guide.id),
        ));
    }
    let named: Vec<ScriptId> =
        options.scripts.iter().map(|id| ScriptId::from(id.as_str())).collect();
    for id in &named {
        let spec = guide.script(id).ok_or_else(|| {
            Problem::new(ErrorCode::NotInGuide, say!("setup-no-script", script = id))
        })?;
        if spec.role == ScriptRole::Undo {
            return Err(Problem::new(ErrorCode::Usage, say!("command-line-run-no-undo")));
        }
    }
    Ok(all.filter(|spec| named.contains(&spec.id)).collect())
}

impl Session<'_> {
    async fn run(&mut self, due: &[Due<'_>]) -> Result<Exit, Problem> {
        let mut exit = Exit::Done;
        for one in due.iter().filter(|one| !one.changes() && !one.verifies()) {
            exit = worse(exit, self.run_one(one, false).await?.exit);
        }
        let mut planned = Vec::new();
        for one in due.iter().filter(|one| one.changes()) {
            let came = self.run_one(one, true).await?;
            // What a verification reads may differ because the restart that its switch makes has yet to come.
            let reads = one.spec.role == ScriptRole::Verification;
            let planning = came.plans && (reads || came.exit != Exit::Failed);
            if planning {
                planned.push(one);
            }
            if !planning || (reads && self.options.what_if) {
                exit = worse(exit, came.exit);
            }
        }
        if exit == Exit::Failed || self.options.what_if {
            return Ok(exit);
        }
        if !planned.is_empty() && !self.options.yes && !agreed().await {
            output::aside(&say!("command-line-run-not-agreed"));
            return Ok(Exit::NeedsOperator);
        }
        for one in planned {
            let ended = self.run_one(one, false).await?.exit;
            exit = worse(exit, ended);
            if ended == Exit::Failed {
                return Ok(exit);
            }
        }
        for one in due.iter().filter(|one| one.verifies()) {
            exit = worse(exit, self.run_one(one, false).await?.exit);
        }
        Ok(exit)
    }

    /// Runs a script to its end, and shows what its result says.
    async fn run_one(&mut self, due: &Due<'_>, what_if: bool) -> Result<Came, Problem> {
        let script = &due.spec.id;
        if self.options.json {
            let transport = due.transport.name();
            output::json(&json!({
                "event": "run", "script": script, "whatIf": what_if, "switches": due.switches,
                "transport": transport,
            }));
        } else {
            let kind = if what_if { "dry-run" } else { "run" };
            output::text(&say!("command-line-run", kind = kind, title = due.spec.title));
        }
        let found = self.receipts(due, what_if).await?;
        let now = Timestamp::now();
        let judged = self.setup.judge_receipts(self.guide, &found, now)?;
        let together = judged.together(self.guide);
        let event = Event::ReceiptsImported { found: &found };
        let effect = self.setup.apply(self.guide, event, now, OPERATOR)?;
        for notice in &effect.notices {
            output::aside(&notice.view(self.guide).text);
        }
        if self.options.json {
            let judgement = receipt::with_statuses(&together);
            output::json(&json!({
                "event": "result", "script": script, "whatIf": what_if, "judgement": judgement,
            }));
        } else {
            output::lines(&receipt::describe(&judged.counting(), &together));
            for change in changes(&found).filter(|_| what_if) {
                output::text(&say!(
                    "command-line-run-would",
                    action = change.action,
                    target = change.target
                ));
            }
        }
        let exit = receipt::ending(&together, &judged.remarks);
        // A test that writes an item and deletes it again lists no change.
        let planned = || together.steps.iter().any(|step| step.verdict == Verdict::Planned);
        let left = due.switches.is_empty() && planned();
        Ok(Came { exit, plans: what_if && (left || changes(&found).next().is_some()) })
    }

    async fn receipts(&self, due: &Due<'_>, what_if: bool) -> Result<FoundReceipts, Problem> {
        let request = RunRequest {
            script: due.spec.id.clone(),
            transport: due.transport,
            server: self.options.server.clone(),
            what_if,
            switches: due.switches.clone(),
        };
        let begun = Timestamp::now();
        let folder = RunFolder::temporary()?;
        let job = PowerShellJob::new(
            self.computer.clone(),
            folder,
            &request,
            due.spec,
            &due.script,
            self.cloud,
        )?;
        let cancelled = Arc::new(AtomicBool::new(false));
        let (cancel, json) = (Arc::clone(&cancelled), self.options.json);
        let mut running = tokio::task::spawn_blocking(move || {
            job.run(&cancel, |_, line| {
                if let Some(line) = line {
                    show(&line, json);
                }
            })
        });
        let ended = tokio::select! {
            ended = &mut running => ended,
            () = sign_in::interrupted() => {
                cancelled.store(true, Ordering::Relaxed);
                running.await
            }
        };
        let (output, exit) = ended
            .map_err(|error| Problem::of(ErrorCode::Internal).with_detail(error.to_string()))?;
        let ran = RanScript {
            guide: &self.guide.id,
            script: &due.spec.id,
            setup: STANDALONE_SETUP_ID,
            what_if,
            begun,
        };
        run_receipts(&output, &exit, &ran)
    }
}

/// Shows what a script says while it runs.
fn show(line: &RunLine, json: bool) {
    if json {
        output::json(&json!({ "event": "line", "kind": line.kind, "text": line.text }));
        return;
    }
    match line.kind {
        LineKind::Output => output::text(&format!("  {}", line.text)),
        LineKind::Warning | LineKind::Error => output::aside(&format!("  {}", line.text)),
    }
}

/// Every change that results list, also of what is no step of the guide, such as a restart.
fn changes(found: &FoundReceipts) -> impl Iterator<Item = &Change> {
    found.receipts.iter().flat_map(|receipt| &receipt.steps).flat_map(|step| &step.changes)
}

/// The ending that says more: a failure, then a person who is needed.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Done, other) => other,
        (Exit::Failed, _) | (_, Exit::Failed) => Exit::Failed,
        (one, _) => one,
    }
}
