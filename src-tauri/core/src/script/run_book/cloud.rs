//! The steps in the cloud: in the window, and on the command line with the answers filled in.
//!
//! Whatever an answer holds, it is in a line to copy as one quoted value. What only a receipt
//! reports is there in capital letters, and the text says what to put in its place.

use super::page::Page;
use super::quote::quoted;
use super::rights;
use crate::guide::{AnswerRole, CloudNames, FactRef, Guide, Step, StepId, StepKind};
use crate::ids::AppId;
use crate::messages::say;
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
    page.heading(&say!("run-book-cloud"));
    page.text(&say!("run-book-cloud-text"));
    page.text(&say!("run-book-cloud-window"));
    page.text(&say!("run-book-cloud-command-line"));
    let line = Line::new(context)?;
    for step in uploads {
        let number = guide.step(&step.id).map_or(0, |(number, _)| number);
        page.line(&say!("run-book-step", number = number, title = step.title));
        rights::write(page, &step.rights, &step.rights_notes);
        for change in &step.changes {
            page.line(&say!("run-book-changes", change = change));
        }
        page.line(&say!("run-book-afterwards", expectation = step.expectation));
        page.gap();
        for call in calls(step) {
            page.instructions(&instructions(guide, &call, &line)?);
        }
        for question in step.writes.iter().filter_map(|write| write.ask.as_ref()) {
            page.text(&say!("run-book-window-only", change = question.change));
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
    let mut reported = Vec::new();
    let options =
        option("--hybrid-application", "APPLICATION")? + &certificates(guide, &mut reported)?;
    page.line(&say!("run-book-hybrid"));
    page.text(&say!("run-book-hybrid-text"));
    reported.push(Instruction::new(
        say!("run-book-replace-application", title = title),
        Vec::<String>::new(),
    ));
    reported.push(Instruction::new(
        say!("run-book-read"),
        [format!("crosstrust verify{options}{}", line.tenant)],
    ));
    page.instructions(&reported);
    Ok(())
}

/// What one run of the command line writes: the same to one application or to several.
#[derive(Debug)]
struct Call<'g> {
    applications: Vec<AppId>,
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
            call.applications.push(write.app_id);
        } else {
            calls.push(Call {
                applications: vec![write.app_id],
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
    let mut reported = Vec::new();
    if call.keys {
        options.push_str(&certificates(guide, &mut reported)?);
    }
    for application in &call.applications {
        options.push_str(&option("--app-id", &application.to_string())?);
    }
    if let Some(names) = call.names {
        options.push_str(&option("--name", &names.form.replace("{}", "HOST"))?);
        reported.push(Instruction::new(
            say!("run-book-replace-host", title = title(&names.step)),
            none(),
        ));
    }
    if call.enabled {
        options.push_str(" --enable");
    }
    if let Some(removes) = call.removes {
        options.push_str(&option("--remove-key", "THUMBPRINT")?);
        reported.push(Instruction::new(
            say!("run-book-replace-thumbprint", title = title(&removes.step)),
            none(),
        ));
    }
    if call.where_held {
        reported.push(Instruction::new(say!("run-book-where-held"), none()));
    }
    let upload = format!("crosstrust upload{options}{}", line.tenant);
    reported.extend([
        Instruction::new(say!("run-book-plan"), [format!("{upload} --dry-run")]),
        Instruction::new(say!("run-book-write"), [upload]),
        Instruction::new(
            say!("run-book-verify"),
            [format!("crosstrust verify{options}{}", line.tenant)],
        ),
    ]);
    Ok(reported)
}

/// The options for the certificates, and what has to be done for their files first.
fn certificates(guide: &Guide, reported: &mut Vec<Instruction>) -> Result<String, RenderError> {
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
        reported.push(Instruction::new(
            say!("run-book-export"),
            [
                "Get-AuthConfig | Format-List CurrentCertificateThumbprint, NextCertificateThumbprint"
                    .to_owned(),
                export("CURRENT", CURRENT)?,
                export("NEXT", NEXT)?,
            ],
        ));
        reported.push(copied());
        return Ok(
            option("--certificate", &path(CURRENT))? + &option("--next-certificate", &path(NEXT))?
        );
    };
    reported.push(copied());
    if let Some(next) = next {
        reported.push(Instruction::new(
            say!("run-book-next-file", next = next),
            [option("--next-certificate", &path(next))?.trim_start().to_owned()],
        ));
    }
    option("--certificate", &path(current))
}

fn copied() -> Instruction {
    Instruction::new(
        say!("run-book-copy-certificates", folder = OUTPUT_FOLDER),
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
            context.tenant_id.map_or_else(|| answer(AnswerRole::Tenant, "TENANT"), String::from);
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
