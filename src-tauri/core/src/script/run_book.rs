//! The run book of a bundle: what to run, in which order, where and with which rights, for somebody
//! who has only the folder.
//!
//! It is plain text without any markup, so that no answer can pass for one; answers stand only in the
//! list at the end, one a line. Commands in it hold file names of the guide's own and nothing else.

use super::bundle::LeftOut;
use super::{Script, ScriptContext};
use crate::guide::answer::Answer;
use crate::guide::{Guide, ScriptRole, ScriptSpec, Step, StepKind};

/// Where lines are broken.
const WIDTH: usize = 78;

/// The file: readable in every Windows editor.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
    bytes
}

/// Writes the run book for the scripts of a bundle.
pub(super) fn write(
    guide: &Guide,
    context: &ScriptContext<'_>,
    scripts: &[Script],
    left_out: &[LeftOut],
) -> String {
    let mut page = Page::default();
    page.heading("Run book");
    page.text(&guide.title);
    page.text(&guide.summary);
    page.text(&format!("Source: {}, {}", guide.article.title, guide.article.url));

    let listed: Vec<(&ScriptSpec, &Script)> = scripts
        .iter()
        .filter_map(|script| guide.script(&script.id).map(|spec| (spec, script)))
        .collect();
    // One for each server on which the guide has steps.
    let in_one_run = listed.iter().filter(|(spec, _)| spec.role == ScriptRole::AllInOne).count();

    page.heading("Before you begin");
    let server = if in_one_run > 1 { "each of the servers" } else { "the server" };
    page.text(&format!("Copy this folder to {server}. Windows blocks scripts that came over the network or by mail. In the folder, run:"));
    for line in [
        "    Get-ChildItem -Filter *.ps1 | Unblock-File",
        "To see that the files arrived as they were written, compare what this prints with the file SHA256SUMS (capital and small letters mean the same):",
        "    Get-FileHash -Algorithm SHA256 -Path *.ps1 | Format-Table Hash, Path -AutoSize",
        "Run each script with -WhatIf first. It then changes nothing and only tells what it would do.",
        "A script may be run again at any time, also after it was interrupted: it reads first and changes only what differs.",
    ] {
        page.text(line);
    }

    section(&mut page, guide, &listed, ScriptRole::Discovery, "Look first");
    let whole = match in_one_run {
        0 | 1 => "The steps, in one run",
        _ => "The steps, in one run on each server and in this order",
    };
    section(&mut page, guide, &listed, ScriptRole::AllInOne, whole);
    let single = match in_one_run {
        0 => "The steps, in this order",
        _ => "Or step by step, in this order",
    };
    section(&mut page, guide, &listed, ScriptRole::Step, single);

    page.heading("What to bring back");
    page.text("Each script ends by printing a receipt between two lines that say CROSSTRUST RECEIPT, and says where it saved the same text. Bring that text or that file back to Crosstrust, also after an error: it says what was done and what to do next.");

    let elsewhere: Vec<&Step> =
        guide.steps.iter().filter(|step| step.kind == StepKind::Upload).collect();
    if !elsewhere.is_empty() {
        page.heading("Then, in Crosstrust");
        for step in elsewhere {
            page.text(&format!("{}: {}", step.title, step.expectation));
        }
    }
    section(
        &mut page,
        guide,
        &listed,
        ScriptRole::Verification,
        "Afterwards: read everything again",
    );
    section(&mut page, guide, &listed, ScriptRole::Undo, "To take it back");
    section(&mut page, guide, &listed, ScriptRole::Guarded, "Only when Microsoft has told you to");

    page.heading("How each step is taken back");
    for step in guide.steps.iter().filter(|step| step.kind == StepKind::Script) {
        page.text(&format!("{}: {}", step.title, step.undo));
    }

    if !left_out.is_empty() {
        page.heading("Not in this folder");
        for one in left_out {
            page.text(&format!("{}: {}", one.title, one.why));
        }
    }

    page.heading("The answers in these scripts");
    page.line(&format!("Setup: {}", context.setup_id));
    page.line(&format!("Fingerprint of the answers: {}", context.answers.fingerprint(guide)));
    for spec in &guide.answers {
        let value = match context.answers.get(&spec.id) {
            Some(Answer::Flag(flag)) => {
                if flag.is_set() {
                    "yes"
                } else {
                    "no"
                }
            }
            Some(answer) => answer.as_str(),
            None => continue,
        };
        page.line(&format!("{}: {value}", spec.label));
    }
    page.finish()
}

/// The scripts of one role.
fn section(
    page: &mut Page,
    guide: &Guide,
    listed: &[(&ScriptSpec, &Script)],
    role: ScriptRole,
    heading: &str,
) {
    let mut of_role = listed.iter().filter(|(spec, _)| spec.role == role).peekable();
    if of_role.peek().is_none() {
        return;
    }
    page.heading(heading);
    let mut told = 0;
    for (spec, script) in of_role {
        let first = uploads_before(guide, spec);
        for step in first.iter().skip(told) {
            page.text(&format!("First, in Crosstrust: {}. Bring the receipts so far back to it, and go on here when that step is done.", step.title));
        }
        told = told.max(first.len());
        page.text(&script.title);
        if changes_something(role) {
            page.line(&format!("    .\\{} -WhatIf", script.file_name));
        }
        page.text(&format!("    .\\{}", script.file_name));
        details(page, guide, spec);
        page.gap();
    }
}

/// The steps in Crosstrust that come before a script that does steps: whoever has only the folder
/// would run it too early.
fn uploads_before<'g>(guide: &'g Guide, spec: &ScriptSpec) -> Vec<&'g Step> {
    if !matches!(spec.role, ScriptRole::Step | ScriptRole::AllInOne) {
        return Vec::new();
    }
    let before = guide.steps.iter().take_while(|step| !spec.steps.contains(&step.id));
    before.filter(|step| step.kind == StepKind::Upload).collect()
}

/// Where a script runs, what it needs, and what is there afterwards.
fn details(page: &mut Page, guide: &Guide, spec: &ScriptSpec) {
    let steps: Vec<&Step> =
        guide.steps.iter().filter(|step| spec.steps.contains(&step.id)).collect();
    // A script that covers no step runs where those of the steps run, unless it says otherwise.
    let on_server = |step: &&Step| step.kind == StepKind::Script;
    let places: Vec<&String> = if let Some(place) = &spec.place {
        vec![place]
    } else if steps.is_empty() {
        guide.steps.iter().filter(on_server).map(|step| &step.place).collect()
    } else {
        steps.iter().map(|step| &step.place).collect()
    };
    for place in unique(places.into_iter()) {
        page.line(&format!("Where: {place}"));
    }
    if changes_something(spec.role) {
        for right in unique(steps.iter().flat_map(|step| &step.rights)) {
            page.line(&format!("Right: {right}"));
        }
    } else {
        page.line("It only reads. What your account may not read is told.");
    }
    let minutes: u32 = steps.iter().map(|step| step.minutes).sum();
    if minutes > 0 {
        page.line(&format!("Minutes: {minutes}"));
    }
    if matches!(spec.role, ScriptRole::Step | ScriptRole::AllInOne) {
        for change in unique(steps.iter().flat_map(|step| &step.changes)) {
            page.line(&format!("Makes: {change}"));
        }
    }
    if spec.role == ScriptRole::Step {
        for step in steps {
            page.line(&format!("Afterwards: {}", step.expectation));
        }
    }
}

fn changes_something(role: ScriptRole) -> bool {
    match role {
        ScriptRole::Discovery | ScriptRole::Verification => false,
        ScriptRole::Step | ScriptRole::AllInOne | ScriptRole::Undo | ScriptRole::Guarded => true,
    }
}

fn unique<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for text in texts {
        if !kept.contains(&text.as_str()) {
            kept.push(text);
        }
    }
    kept
}

/// Text in the making.
#[derive(Default)]
struct Page(String);

impl Page {
    fn heading(&mut self, title: &str) {
        self.gap();
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        let rule = "-".repeat(title.chars().count());
        for part in [title, "\n", &rule, "\n\n"] {
            self.0.push_str(part);
        }
    }

    /// A paragraph; a line that begins with blanks is a command and stays whole.
    fn text(&mut self, text: &str) {
        self.wrapped(text, "");
        self.gap();
    }

    /// An entry of a list.
    fn line(&mut self, text: &str) {
        self.wrapped(text, "  ");
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        if text.starts_with(' ') {
            self.0.push_str(text);
            self.0.push('\n');
            return;
        }
        let mut width = 0;
        for word in text.split(' ') {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > WIDTH {
                self.0.push('\n');
                self.0.push_str(indent);
                width = indent.len();
            } else if width > 0 {
                self.0.push(' ');
                width += 1;
            }
            self.0.push_str(word);
            width += length;
        }
        self.0.push('\n');
    }

    /// An empty line, unless there is one.
    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn finish(self) -> String {
        let mut text = self.0.trim_end().to_owned();
        text.push('\n');
        text
    }
}
