//! The run book of a bundle: what to run, in which order, where and with which rights, and what to do
//! when something goes wrong, for somebody who has only the folder.
//!
//! It is plain text without any markup, so that no answer can pass for one. Lines to copy hold file
//! names of the guide's own and, in the part about the cloud, answers as quoted values; otherwise
//! answers are only in the list at the end, one a line.

mod cloud;
mod codes;
mod page;
mod quote;
mod rights;

use super::bundle::LeftOut;
use super::{Instruction, Numbered, RenderError, Script, ScriptContext, how, starter};
use crate::guide::answer::Answer;
use crate::guide::{
    AnswerRole, Guide, ScriptEffect, ScriptRole, ScriptSpec, Shell, Step, StepKind,
};
use crate::messages::{and, long_day, say};
use crate::places::{RECEIPT_FILE, SCRIPT_FOLDER};
use crate::text::is_hidden;
use crate::timeline::Grade;
use page::Page;
use quote::quoted;
use rights::unique;
use std::fmt::Write as _;

/// The file: readable in every Windows editor.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
    bytes
}

/// Writes the run book for the scripts of a bundle.
///
/// # Errors
/// A value cannot be in a line to copy.
pub(super) fn write(
    guide: &Guide,
    context: &ScriptContext<'_>,
    scripts: &[Script],
    left_out: &[LeftOut],
) -> Result<String, RenderError> {
    let listed: Vec<Numbered<'_>> = super::numbered(guide)
        .into_iter()
        .filter(|one| scripts.iter().any(|script| script.id == one.spec.id))
        .collect();
    let book = Book { guide, context, listed };
    let mut page = Page::default();
    page.heading(&say!("run-book-title"));
    page.text(&guide.title);
    page.text(&guide.summary);
    page.text(&say!("run-book-source", title = guide.article.title, url = guide.article.url));

    book.timeline(&mut page);
    book.preparation(&mut page);
    book.section(&mut page, ScriptRole::Discovery, &say!("run-book-discovery"), None);
    let in_one_run = book.numbers(ScriptRole::AllInOne);
    let whole = match in_one_run.len() {
        0 | 1 => say!("run-book-all-in-one"),
        _ => say!("run-book-all-in-several"),
    };
    book.section(&mut page, ScriptRole::AllInOne, &whole, None);
    let instead = (!in_one_run.is_empty())
        .then(|| say!("run-book-instead", numbers = and(in_one_run.clone())));
    let single = match in_one_run.len() {
        0 => say!("run-book-steps"),
        _ => say!("run-book-or-steps"),
    };
    book.section(&mut page, ScriptRole::Step, &single, instead.as_deref());
    book.receipts(&mut page)?;
    cloud::write(&mut page, guide, context)?;
    book.section(&mut page, ScriptRole::Verification, &say!("run-book-verification"), None);
    book.optional(&mut page);
    book.section(&mut page, ScriptRole::Undo, &say!("run-book-undo"), None);
    book.section(&mut page, ScriptRole::Guarded, &say!("run-book-guarded"), None);

    page.heading(&say!("run-book-undo-steps"));
    for step in guide.steps.iter().filter(|step| step.kind != StepKind::Answers) {
        page.text(&format!("{}: {}", step.title, step.undo));
    }
    let specs: Vec<&ScriptSpec> = book.listed.iter().map(|one| one.spec).collect();
    codes::write(&mut page, guide, &specs);

    if !left_out.is_empty() {
        page.heading(&say!("run-book-left-out"));
        for one in left_out {
            page.text(&format!("{}: {}", one.title, one.why));
        }
    }
    book.answers(&mut page);
    Ok(page.finish())
}

/// What a run book is written of.
struct Book<'g, 'c> {
    guide: &'g Guide,
    context: &'c ScriptContext<'c>,
    /// The scripts of the bundle, in the order in which they are run.
    listed: Vec<Numbered<'g>>,
}

impl<'g> Book<'g, '_> {
    /// Those of a role, without those of optional steps.
    fn of_role(&self, role: ScriptRole) -> impl Iterator<Item = &Numbered<'g>> {
        let counts = |one: &&Numbered<'g>| !self.guide.is_optional(one.spec);
        self.listed.iter().filter(move |one| one.spec.role == role).filter(counts)
    }

    /// The numbers of the scripts of a role: "02".
    fn numbers(&self, role: ScriptRole) -> Vec<String> {
        self.of_role(role).map(|one| format!("{:02}", one.number)).collect()
    }

    /// What Microsoft changed or will change. A run book is read on any later day, so it reports the day
    /// and not whether it has come.
    fn timeline(&self, page: &mut Page) {
        let events = self.guide.timeline.events(self.guide.timeline_ids());
        if events.is_empty() {
            return;
        }
        page.heading(&say!("run-book-timeline"));
        page.text(&say!("run-book-timeline-text"));
        for event in events {
            page.line(&format!("{}: {}", long_day(event.date), event.says));
            let (title, url) = (&event.source.title, &event.source.url);
            page.nested(&match event.grade {
                Grade::Documented => say!("run-book-source", title = title, url = url),
                Grade::OneSource => say!("run-book-source-unconfirmed", title = title, url = url),
            });
        }
    }

    /// What is done once, before any script is run.
    fn preparation(&self, page: &mut Page) {
        page.heading(&say!("run-book-before"));
        page.text(&say!("run-book-numbers"));
        page.text(&say!("run-book-copy", folder = SCRIPT_FOLDER));
        if self.listed.iter().any(|one| !starter::of(one.spec).is_empty()) {
            page.text(&say!("run-book-double-click"));
            page.text(&say!("run-book-double-click-blocked"));
        }
        page.text(&say!("run-book-open"));
        let cloud = self.context.answers.of(AnswerRole::Cloud).unwrap_or_default();
        let mut shells: Vec<Shell> = self.listed.iter().map(|one| one.spec.running.shell).collect();
        shells.sort_unstable();
        shells.dedup();
        for shell in shells {
            page.instructions(&how::open(shell, cloud));
        }
        page.text(&say!("run-book-change-folder"));
        page.commands([how::change_folder().as_str()]);
        page.text(&say!("run-book-unblock"));
        page.commands(["Get-ChildItem -Filter *.ps1 | Unblock-File"]);
        let server = self.listed.iter().map(|one| one.spec.running.shell).min().unwrap_or_default();
        page.instructions(&how::refused(server));
        page.text(&say!("run-book-compare"));
        page.commands([
            "Get-FileHash -Algorithm SHA256 -Path *.ps1 | Format-Table Hash, Path -AutoSize",
        ]);
        page.text(&say!("run-book-dry-run"));
        page.text(&say!("run-book-again"));
        page.text(&say!("run-book-result-file", file = RECEIPT_FILE));
    }

    /// The scripts of one role.
    fn section(&self, page: &mut Page, role: ScriptRole, heading: &str, note: Option<&str>) {
        let of_role: Vec<&Numbered<'g>> = self.of_role(role).collect();
        self.scripts(page, &of_role, heading, note);
    }

    /// The scripts of optional steps.
    fn optional(&self, page: &mut Page) {
        let is_optional = |one: &&Numbered<'g>| self.guide.is_optional(one.spec);
        let optional: Vec<&Numbered<'g>> = self.listed.iter().filter(is_optional).collect();
        let note = say!("run-book-optional-text");
        self.scripts(page, &optional, &say!("run-book-optional"), Some(&note));
    }

    /// These scripts under a heading; nothing where there are none.
    fn scripts(
        &self,
        page: &mut Page,
        scripts: &[&Numbered<'g>],
        heading: &str,
        note: Option<&str>,
    ) {
        if scripts.is_empty() {
            return;
        }
        page.heading(heading);
        if let Some(note) = note {
            page.text(note);
        }
        let mut reported = 0;
        for one in scripts {
            let first = self.uploads_before(one.spec);
            for step in first.iter().skip(reported) {
                page.text(&say!("run-book-upload-first", title = step.title));
            }
            reported = reported.max(first.len());
            page.text(&format!("{:02}  {}", one.number, one.spec.title));
            let (running, file) = (&one.spec.running, one.file_name());
            page.instructions(how::dry_run(running, &file).as_slice());
            page.instructions(&[how::run(running, &file)]);
            page.instructions(&how::with_switches(running, &file));
            let files = starter::paths(self.guide, one.spec);
            if !files.is_empty() {
                page.instructions(&[Instruction::new(say!("run-book-double-click-files"), files)]);
            }
            self.details(page, one.spec);
            page.gap();
        }
    }

    /// The steps in the cloud that come before a script that does steps: a reader who has only the folder
    /// would run it too early.
    fn uploads_before(&self, spec: &ScriptSpec) -> Vec<&'g Step> {
        if !matches!(spec.role, ScriptRole::Step | ScriptRole::AllInOne) {
            return Vec::new();
        }
        let before = self.guide.steps.iter().take_while(|step| !spec.steps.contains(&step.id));
        before.filter(|step| step.kind == StepKind::Upload).collect()
    }

    /// Where a script runs, what it needs, and what it changes.
    fn details(&self, page: &mut Page, spec: &ScriptSpec) {
        let steps: Vec<&Step> =
            self.guide.steps.iter().filter(|step| spec.steps.contains(&step.id)).collect();
        // A script that covers no step runs where those of the steps run, unless it says otherwise.
        let on_server = |step: &&Step| step.kind == StepKind::Script;
        let places: Vec<&String> = if let Some(place) = &spec.place {
            vec![place]
        } else if steps.is_empty() {
            self.guide.steps.iter().filter(on_server).map(|step| &step.place).collect()
        } else {
            steps.iter().map(|step| &step.place).collect()
        };
        for place in unique(places) {
            page.line(&say!("run-book-where", place = place));
        }
        if let Some(elevation) = how::elevation(&spec.running) {
            page.line(&elevation);
        }
        if spec.rights.is_empty() {
            let rights = steps.iter().flat_map(|step| &step.rights);
            rights::write(page, rights, steps.iter().flat_map(|step| &step.rights_notes));
        } else {
            rights::write(page, &spec.rights, &spec.rights_notes);
        }
        let minutes: u32 = steps.iter().map(|step| step.minutes).sum();
        if minutes > 0 {
            page.line(&say!("run-book-minutes", minutes = minutes));
        }
        match (spec.role, spec.running.effect) {
            (ScriptRole::Discovery | ScriptRole::Verification, _) => {
                page.line(&say!("run-book-unread"));
            }
            (ScriptRole::Step | ScriptRole::AllInOne, _) => {
                let changes = unique(steps.iter().flat_map(|step| &step.changes));
                for change in &changes {
                    page.line(&say!("run-book-changes", change = change));
                }
                if changes.is_empty() && spec.running.effect == ScriptEffect::Reads {
                    page.line(&say!("run-book-changes-nothing"));
                }
            }
            (ScriptRole::Undo, _) => {
                page.line(&say!("run-book-changes-undo"));
            }
            (ScriptRole::Guarded, _) => {
                if let Some(ask) = &spec.ask {
                    page.line(&say!("run-book-changes", change = ask.difference));
                }
            }
        }
        if spec.role == ScriptRole::Step {
            for step in steps {
                page.line(&say!("run-book-afterwards", expectation = step.expectation));
            }
        }
    }

    /// What to do with what the scripts report.
    fn receipts(&self, page: &mut Page) -> Result<(), RenderError> {
        page.heading(&say!("run-book-results"));
        page.text(&say!("run-book-results-text", file = RECEIPT_FILE));
        page.text(&say!("run-book-results-window"));
        page.text(&say!("run-book-results-command-line"));
        let line = format!(
            "crosstrust receipt {} --guide {} --answers 'answers.json' --setup {}",
            quoted(RECEIPT_FILE)?,
            quoted(self.guide.id.as_str())?,
            quoted(self.context.setup_id)?
        );
        page.commands([line.as_str()]);
        Ok(())
    }

    /// The answers that the scripts hold, one a line.
    fn answers(&self, page: &mut Page) {
        page.heading(&say!("run-book-answers"));
        page.line(&say!("run-book-setup", id = self.context.setup_id));
        page.line(&say!(
            "run-book-fingerprint",
            fingerprint = self.context.answers.fingerprint(self.guide)
        ));
        for spec in &self.guide.answers {
            let value = match self.context.answers.get(&spec.id) {
                Some(Answer::Flag(flag)) => {
                    if flag.is_set() {
                        say!("run-book-yes")
                    } else {
                        say!("run-book-no")
                    }
                }
                Some(answer) => shown(answer.as_str()),
                None => continue,
            };
            page.line(&format!("{}: {value}", spec.label));
            let chosen = spec.choices.iter().find(|choice| choice.value == value);
            if let Some(note) = chosen.and_then(|choice| choice.note.as_ref()) {
                page.nested(note);
            }
        }
    }
}

/// A value with every character named that could not be seen, or would change how others are shown.
fn shown(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for sign in value.chars() {
        if is_hidden(sign) {
            let _ = write!(text, "<U+{:04X}>", u32::from(sign));
        } else {
            text.push(sign);
        }
    }
    text
}
