//! The steps in the cloud: in the window, and on the command line with the answers filled in.
//!
//! Whatever an answer holds, it stands in a line to copy as one quoted value. What only a receipt
//! tells stands there in capital letters, and the text says what to put in its place.

use super::page::Page;
use super::quote::quoted;
use super::rights;
use crate::guide::{AnswerRole, CloudNames, FactRef, Guide, Step, StepId, StepKind};
use crate::places::OUTPUT_FOLDER;
use crate::script::{Instruction, RenderError, ScriptContext};
use std::collections::BTreeSet;

/// The names under which the certificates of Exchange are exported where no script does it.
const CURRENT: &str = "OAuthCert.cer";
const NEXT: &str = "OAuthCert-next.cer";

/// Writes how each step in the cloud is done; nothing for a guide without one.
pub(super) fn write(
    page: &mut Page,
    guide: &Guide,
    context: &ScriptContext<'_>,
) -> Result<(), RenderError> {
    let mut uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload).peekable();
    if uploads.peek().is_none() {
        return Ok(());
    }
    page.heading("In the cloud");
    page.text("Do these steps on a PC with Crosstrust and a way to the internet, in its window or on the command line.");
    page.text("In the window: open this setup and import the receipts of the scripts so far. Open the step, sign in, read the plan and agree to it.");
    page.text("On the command line: open Windows PowerShell and run the lines below. If Windows doesn't find crosstrust, use its full path. Replace what stands in capital letters.");
    let line = Line::new(context)?;
    for step in uploads {
        let number = guide.step(&step.id).map_or(0, |(number, _)| number);
        page.line(&format!("Step {number}: {}", step.title));
        rights::write(page, &step.rights, &step.rights_notes);
        for change in &step.changes {
            page.line(&format!("Changes: {change}"));
        }
        page.line(&format!("Afterwards: {}", step.expectation));
        page.gap();
        for call in calls(step) {
            page.instructions(&instructions(guide, &call, &line)?);
        }
        for question in step.writes.iter().filter_map(|write| write.ask.as_ref()) {
            page.text(&format!("Only in the window, which asks first: \"{}\".", question.change));
        }
    }
    hybrid_application(page, guide, &line)
}

/// How the dedicated hybrid application is read; nothing for a guide in which nothing names it.
fn hybrid_application(page: &mut Page, guide: &Guide, line: &Line) -> Result<(), RenderError> {
    let Some(named_by) = guide.application_reads().and_then(|reads| reads.named_by.as_ref()) else {
        return Ok(());
    };
    let title = guide.step(&named_by.step).map_or("", |(_, step)| step.title.as_str());
    let mut told = Vec::new();
    let options = option("--hybrid-application", "APPLICATION")? + &certificates(guide, &mut told)?;
    page.line("The dedicated hybrid application");
    page.text("Crosstrust reads it in the tenant, with its keys and its consent, and the keys of Office 365 Exchange Online. In the window, the verification step reads it too. Nothing is written.");
    told.push(Instruction::new(
        format!(
            "Replace APPLICATION with the application id from the receipt of the step \"{title}\"."
        ),
        Vec::<String>::new(),
    ));
    told.push(Instruction::new("Read it:", [format!("crosstrust verify{options}{}", line.tenant)]));
    page.instructions(&told);
    Ok(())
}

/// What one run of the command line writes: the same to one application or to several.
#[derive(Debug)]
struct Call<'g> {
    applications: Vec<&'g str>,
    keys: bool,
    names: Option<&'g CloudNames>,
    enabled: bool,
    removes: Option<&'g FactRef>,
    where_held: bool,
}

/// What a step writes, without what is asked about first.
fn calls(step: &Step) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    for write in step.writes.iter().filter(|write| write.ask.is_none()) {
        // Names, enabled and keys to be removed are of one application on the command line.
        let alone = write.names.is_some() || write.enabled || write.removes.is_some();
        let same = |call: &&mut Call<'_>| {
            !alone
                && call.keys == write.keys
                && call.names.is_none()
                && !call.enabled
                && call.removes.is_none()
                && call.where_held == write.where_held
        };
        if let Some(call) = calls.iter_mut().find(same) {
            call.applications.push(&write.app_id);
        } else {
            calls.push(Call {
                applications: vec![&write.app_id],
                keys: write.keys,
                names: write.names.as_ref(),
                enabled: write.enabled,
                removes: write.removes.as_ref(),
                where_held: write.where_held,
            });
        }
    }
    calls
}

fn instructions(
    guide: &Guide,
    call: &Call<'_>,
    line: &Line,
) -> Result<Vec<Instruction>, RenderError> {
    let none = || Vec::<String>::new();
    let title = |step: &StepId| guide.step(step).map_or("", |(_, step)| &step.title).to_owned();
    let mut options = String::new();
    let mut told = Vec::new();
    if call.keys {
        options.push_str(&certificates(guide, &mut told)?);
    }
    for application in &call.applications {
        options.push_str(&option("--app-id", application)?);
    }
    if let Some(names) = call.names {
        options.push_str(&option("--name", &names.form.replace("{}", "HOST"))?);
        told.push(Instruction::new(
            format!(
                "Replace HOST with a host name from the receipt of the step \"{}\". Give --name once for each.",
                title(&names.step)
            ),
            none(),
        ));
    }
    if call.enabled {
        options.push_str(" --enable");
    }
    if let Some(removes) = call.removes {
        options.push_str(&option("--remove-key", "THUMBPRINT")?);
        told.push(Instruction::new(
            format!(
                "Replace THUMBPRINT with a thumbprint of a former certificate, from the receipt of the step \"{}\". Give --remove-key once for each.",
                title(&removes.step)
            ),
            none(),
        ));
    }
    if call.where_held {
        told.push(Instruction::new(
            "The plan lists the keys of each application. Leave out the --app-id of one that doesn't hold the current certificate.",
            none(),
        ));
    }
    let upload = format!("crosstrust upload{options}{}", line.tenant);
    told.extend([
        Instruction::new("See the plan. Nothing is written:", [format!("{upload} --dry-run")]),
        Instruction::new(
            "Write it. Crosstrust shows the plan again, asks first, and saves a copy of the keys in this folder:",
            [upload],
        ),
        Instruction::new(
            "Verify it. Nothing is written:",
            [format!("crosstrust verify{options}{}", line.tenant)],
        ),
    ]);
    Ok(told)
}

/// The options for the certificates, and what has to be done for their files first.
fn certificates(guide: &Guide, told: &mut Vec<Instruction>) -> Result<String, RenderError> {
    let path = |file: &str| format!(r"{OUTPUT_FOLDER}\{file}");
    let files: BTreeSet<&str> = guide
        .scripts
        .iter()
        .flat_map(|spec| &spec.running.certificates)
        .map(String::as_str)
        .collect();
    let next = files.iter().copied().find(|file| file.contains("-next"));
    let Some(current) = files.iter().copied().find(|file| !file.contains("-next")) else {
        let export = |thumbprint: &str, file: &str| -> Result<String, RenderError> {
            Ok(format!(
                "Export-Certificate -Cert {} -FilePath {}",
                quoted(&format!(r"Cert:\LocalMachine\My\{thumbprint}"))?,
                quoted(&path(file))?
            ))
        };
        told.push(Instruction::new(
            "The scripts of this guide save no certificate. On the server, in the Exchange Management Shell, see the thumbprints and save both certificates:",
            [
                "Get-AuthConfig | Format-List CurrentCertificateThumbprint, NextCertificateThumbprint"
                    .to_owned(),
                export("CURRENT", CURRENT)?,
                export("NEXT", NEXT)?,
            ],
        ));
        told.push(copied());
        return Ok(
            option("--certificate", &path(CURRENT))? + &option("--next-certificate", &path(NEXT))?
        );
    };
    told.push(copied());
    if let Some(next) = next {
        told.push(Instruction::new(
            format!("If there is a file {next} as well, add this to each line:"),
            [option("--next-certificate", &path(next))?.trim_start().to_owned()],
        ));
    }
    option("--certificate", &path(current))
}

fn copied() -> Instruction {
    Instruction::new(
        format!(
            "Copy the .cer files from {OUTPUT_FOLDER} on the server to the same folder on the PC."
        ),
        Vec::<String>::new(),
    )
}

/// The end of every line: the tenant, and how it is reached.
struct Line {
    tenant: String,
}

impl Line {
    fn new(context: &ScriptContext<'_>) -> Result<Self, RenderError> {
        let answer =
            |role, otherwise: &str| context.answers.of(role).unwrap_or(otherwise).to_owned();
        let tenant =
            context.tenant_id.map_or_else(|| answer(AnswerRole::Tenant, "TENANT"), str::to_owned);
        let mut text = option("--tenant", &tenant)?;
        match context.answers.of(AnswerRole::Cloud) {
            None => {}
            Some("custom") => {
                text += &option("--login-url", &answer(AnswerRole::LoginUrl, "SIGN-IN-ADDRESS"))?;
                text += &option("--graph-url", &answer(AnswerRole::GraphUrl, "GRAPH-ADDRESS"))?;
            }
            Some(cloud) => text += &option("--cloud", cloud)?,
        }
        if let Some(app) = context.answers.of(AnswerRole::ClientId) {
            text += &option("--client-id", app)?;
        }
        Ok(Self { tenant: text })
    }
}

/// An option with its value, behind a blank.
fn option(name: &str, value: &str) -> Result<String, RenderError> {
    Ok(format!(" {name} {}", quoted(value)?))
}
