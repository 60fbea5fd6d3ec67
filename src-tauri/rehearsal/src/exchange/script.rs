//! What a script says of itself: its answers, and the steps that its last part runs.
//!
//! A script is taken in any of its forms: as a file with byte order mark and Windows line ends, or as
//! the block that is pasted.

use super::literal::{Argument, Literal, Reader};
use super::parameters::Parameters;
use super::planned;
use super::steps::{self, Act};
use super::window::Window;
use crosstrust_core::rehearsal::RehearsalPlan;
use std::collections::{BTreeMap, BTreeSet};

/// The organisation cannot answer this text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRehearsed {
    /// It is not a script that Crosstrust wrote.
    #[error("This text is not a script that Crosstrust wrote: it has no {0}.")]
    NotAScript(&'static str),
    /// It runs a step that the rehearsal does not know.
    #[error("The rehearsal does not know the step {0}.")]
    UnknownStep(String),
    /// It was given a parameter that it does not have, as PowerShell says it.
    #[error("A parameter cannot be found that matches parameter name '{0}'.")]
    UnknownParameter(String),
    /// It asks for a window that the rehearsal does not know.
    #[error("The rehearsal does not know the window \"{0}\".")]
    UnknownWindow(String),
}

/// The call of a function that carries a step out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) function: String,
    pub(super) arguments: Vec<Argument>,
}

impl Call {
    /// What a line, or what stands in braces, calls.
    fn read(text: &str) -> Option<Self> {
        let mut arguments = Reader::new(text).arguments()?.into_iter();
        match arguments.next()? {
            Argument::Word(function) => Some(Self { function, arguments: arguments.collect() }),
            Argument::Text(_) | Argument::List(_) | Argument::Block(_) => None,
        }
    }

    /// The text at that place, from 0; empty when there is none.
    pub(super) fn text(&self, at: usize) -> &str {
        match self.arguments.get(at) {
            Some(Argument::Text(text)) => text,
            _ => "",
        }
    }

    /// The texts at that place. A list of one may stand as its only text.
    pub(super) fn list(&self, at: usize) -> Vec<&str> {
        match self.arguments.get(at) {
            Some(Argument::List(texts)) => texts.iter().map(String::as_str).collect(),
            Some(Argument::Text(text)) => vec![text],
            Some(Argument::Word(_) | Argument::Block(_)) | None => vec![],
        }
    }

    /// What the block at that place calls.
    pub(super) fn block(&self, at: usize) -> Option<Self> {
        match self.arguments.get(at)? {
            Argument::Block(block) => Self::read(block),
            Argument::Text(_) | Argument::List(_) | Argument::Word(_) => None,
        }
    }

    /// Whether so many texts come first.
    pub(super) fn has_texts(&self, count: usize) -> bool {
        (0..count).all(|at| matches!(self.arguments.get(at), Some(Argument::Text(_))))
    }

    /// Whether a list, or a text in its place, stands there.
    pub(super) fn has_list(&self, at: usize) -> bool {
        matches!(self.arguments.get(at), Some(Argument::List(_) | Argument::Text(_)))
    }
}

/// A call, what it means, and whether the script goes on when it fails.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) call: Call,
    pub(super) act: Meaning,
    pub(super) goes_on: bool,
}

/// What a call means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// The rehearsal knows the function.
    Known(Act),
    /// The function of that place in the guide's plan.
    Planned(usize),
}

/// A script, read.
#[derive(Debug)]
pub(super) struct Script<'a> {
    text: &'a str,
    pub(super) answers: ScriptAnswers,
    pub(super) guide: String,
    /// Its name in the guide.
    pub(super) id: String,
    /// The name of the window it is to be run in.
    pub(super) shell: String,
    /// That window.
    pub(super) window: Window,
    /// The commands that the window must have.
    pub(super) commands: Vec<String>,
    pub(super) acts: Vec<Planned>,
    /// Whether it goes on where the window lacks some of its commands.
    pub(super) reads_only: bool,
    /// Whether it asks before each change, where nothing says that it shall not.
    pub(super) asks: bool,
}

/// The script's table of answers.
#[derive(Debug, Default)]
pub(super) struct ScriptAnswers(BTreeMap<String, Literal>);

impl ScriptAnswers {
    /// The text of that name; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(Literal::Text(text)) => text,
            _ => "",
        }
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Literal::Flag(true))
    }

    /// Whether the list of that name holds the text.
    pub(super) fn holds(&self, name: &str, text: &str) -> bool {
        let Some(Literal::List(entries)) = self.0.get(name) else {
            return false;
        };
        entries.contains(&Literal::Text(text.to_owned()))
    }

    /// The texts in the list of that name.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        let Some(Literal::List(entries)) = self.0.get(name) else {
            return vec![];
        };
        let texts = entries.iter().filter_map(|entry| match entry {
            Literal::Text(text) => Some(text.as_str()),
            Literal::Flag(_) | Literal::Null | Literal::List(_) | Literal::Table(_) => None,
        });
        texts.collect()
    }

    /// The text under a key of the table of that name.
    pub(super) fn entry(&self, name: &str, key: &str) -> Option<&str> {
        let Some(Literal::Table(table)) = self.0.get(name) else {
            return None;
        };
        match table.get(key) {
            Some(Literal::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The line by which the last part of every script begins.
const RUN: &str = "Start-Step 'shell'";

impl<'a> Script<'a> {
    pub(super) fn read(
        text: &'a str,
        plan: Option<&RehearsalPlan>,
        given: &Parameters,
    ) -> Result<Self, NotRehearsed> {
        let answers = after(text, "$Answers = ")
            .and_then(|rest| Reader::new(rest).value())
            .and_then(|value| match value {
                Literal::Table(table) => Some(ScriptAnswers(table)),
                _ => None,
            })
            .ok_or(NotRehearsed::NotAScript("table of answers"))?;
        let mut script = Self {
            text,
            answers,
            guide: guide_of(text)?,
            id: named(text, "script ").ok_or(NotRehearsed::NotAScript("name"))?,
            shell: String::new(),
            window: Window::ExchangeManagementShell,
            commands: vec![],
            acts: vec![],
            reads_only: text.contains("ReadsOnly = $true"),
            asks: text.contains("ConfirmImpact = 'High'"),
        };
        let lines = text.lines().skip_while(|line| !line.trim().starts_with(RUN));
        for line in lines.skip(1).map(str::trim).take_while(|line| !line.starts_with('}')) {
            script.read_line(line, plan, given)?;
        }
        let has = |name: &String| {
            let mut lines = text.lines().map(|line| line.trim().trim_end_matches(','));
            lines.any(|line| line.strip_prefix("[switch]$") == Some(name))
        };
        if let Some(unknown) = given.switches.iter().find(|name| !has(name)) {
            return Err(NotRehearsed::UnknownParameter(unknown.clone()));
        }
        if script.commands.is_empty() || script.acts.is_empty() {
            return Err(NotRehearsed::NotAScript("steps"));
        }
        Ok(script)
    }

    fn read_line(
        &mut self,
        line: &str,
        plan: Option<&RehearsalPlan>,
        given: &Parameters,
    ) -> Result<(), NotRehearsed> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        // What a script does only on some condition is about its own switches, or nothing to rehearse.
        let line = match line.strip_prefix("if (").and_then(|rest| rest.split_once(") {")) {
            Some((condition, block)) => {
                if !condition.split(" -or ").any(|variable| given.is_on(variable)) {
                    return Ok(());
                }
                block.trim().trim_end_matches('}').trim_end()
            }
            None => line,
        };
        let unknown = || NotRehearsed::UnknownStep(line.to_owned());
        let call = Call::read(line).ok_or_else(unknown)?;
        if call.function == "Assert-Shell" {
            let shell = call.text(0);
            self.window = Window::named(shell)
                .ok_or_else(|| NotRehearsed::UnknownWindow(shell.to_owned()))?;
            shell.clone_into(&mut self.shell);
            self.commands = call.list(1).into_iter().map(str::to_owned).collect();
            return Ok(());
        }
        let checked = Some(&call).filter(|call| call.function == "Invoke-Check");
        let (call, goes_on) = match checked {
            Some(check) => (check.block(0).ok_or_else(unknown)?, true),
            None => (call, false),
        };
        let act = self.meaning(&call, plan).ok_or_else(unknown)?;
        self.acts.push(Planned { call, act, goes_on });
        Ok(())
    }

    /// What a call means in the guide's plan, or else wherever it is known.
    fn meaning(&self, call: &Call, plan: Option<&RehearsalPlan>) -> Option<Meaning> {
        if let Some(plan) = plan
            && let Some(index) = planned::find(plan, &call.function)
        {
            return planned::takes(plan, index, call).then_some(Meaning::Planned(index));
        }
        let known = steps::find(&self.guide, &call.function).filter(|known| (known.takes)(call))?;
        Some(Meaning::Known(known.act))
    }

    /// Whether a function of the script, or one that it calls, cannot do without this command. What a
    /// line tries, it does without.
    pub(super) fn uses(&self, function: &str, command: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![function];
        while let Some(function) = waiting.pop() {
            let Some(body) = self.body(function).filter(|_| seen.insert(function)) else {
                continue;
            };
            let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
            let lines = body.lines().filter(|line| !line.trim_start().starts_with("try {"));
            let words = lines.flat_map(|line| line.split(move |sign| !is_name(sign)));
            for word in words.filter(|word| word.contains('-')) {
                if word == command {
                    return true;
                }
                waiting.push(word);
            }
        }
        false
    }

    /// The step that a call opens: its id and title as far as they stand in its function.
    pub(super) fn opens(&self, call: &Call) -> Option<(String, String)> {
        let line = self
            .body(&call.function)?
            .lines()
            .find_map(|line| line.trim().strip_prefix("Start-Step "))?;
        let title = line.split('\'').rev().nth(1).unwrap_or_default().trim().to_owned();
        let id = match line.strip_prefix('\'') {
            Some(quoted) => quoted.split('\'').next()?.to_owned(),
            None => call.text(0).to_owned(),
        };
        Some((id, title))
    }

    /// The lines that a function prints, where each is a text of its own.
    pub(super) fn printed_by(&self, function: &str) -> Vec<String> {
        let lines = self.body(function).unwrap_or_default().lines();
        let texts =
            lines.filter_map(|line| line.trim().strip_prefix("Write-Output '")?.strip_suffix('\''));
        texts.map(|text| text.replace("''", "'")).collect()
    }

    fn body(&self, function: &str) -> Option<&'a str> {
        let rest = after(self.text, &format!("function {function} {{"))?;
        let end = rest.find("\n}").unwrap_or(rest.len());
        Some(&rest[..end])
    }

    /// Whether the argument at that place is true: as it stands, or by the answer it names.
    pub(super) fn flag(&self, call: &Call, at: usize) -> bool {
        match call.arguments.get(at) {
            Some(Argument::Word(word)) => match word.strip_prefix("$Answers.") {
                Some(name) => self.answers.flag(name),
                None => word.eq_ignore_ascii_case("$true"),
            },
            Some(Argument::Text(_) | Argument::List(_) | Argument::Block(_)) | None => false,
        }
    }

    /// The number of the line that calls an Exchange command with arguments: in a block of its own,
    /// or at the front of a line; 0 when none does.
    pub(super) fn line_of_call(&self, command: &str) -> usize {
        let (block, front) = (format!("{{ {command} -"), format!("{command} "));
        let calls = |line: &str| line.contains(&block) || line.trim_start().starts_with(&front);
        self.text.lines().position(calls).map_or(0, |index| index + 1)
    }

    /// The number of the first line that holds this, from 1; 0 when none does.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let place = self.text.lines().position(|line| line.contains(part));
        place.map_or(0, |index| index + 1)
    }
}

/// The guide that a script belongs to.
///
/// # Errors
/// It is not a script of Crosstrust's.
pub fn guide_of(text: &str) -> Result<String, NotRehearsed> {
    named(text, "guide ").ok_or(NotRehearsed::NotAScript("guide"))
}

/// What the receipt of a script says of itself under that name, which is followed by blanks.
fn named(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    let rest =
        lines.find_map(|line| line.trim().strip_prefix(name)?.trim_start().strip_prefix('='))?;
    match Reader::new(rest).value() {
        Some(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.split_once(part).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "$Answers = @{\n    SetupId = 's'\n    Relink = $true\n}\n\
        \x20       guide       = 'teams'\n        script      = 'all'\n\
        try {\n    Start-Step 'shell' 'Check this window'\n    Assert-Shell 'Exchange Online PowerShell' 'Get-A', 'Get-B'\n\
        \x20   if (-not $Answers.X) { $Dc.Remove('X') }\nSTEPS\n}\ncatch {\n    Invoke-Other\n}\n";

    fn acts(steps: &str) -> Result<Vec<Planned>, NotRehearsed> {
        Script::read(&SCRIPT.replace("STEPS", steps), None, &Parameters::default())
            .map(|script| script.acts)
    }

    #[test]
    fn a_file_and_a_pasted_block_say_the_same() {
        let text = SCRIPT.replace("STEPS", "    Invoke-OAuthStep\n    Invoke-ExportStep");
        let file = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let pasted = format!("& {{\r\n{}}}\r\n", text.replace('\n', "\r\n"));
        for form in [text, file, pasted] {
            let script = Script::read(&form, None, &Parameters::default()).unwrap();
            assert_eq!(script.commands, ["Get-A", "Get-B"]);
            assert_eq!((script.guide.as_str(), script.answers.text("SetupId")), ("teams", "s"));
            assert_eq!((script.id.as_str(), script.window), ("all", Window::ExchangeOnline));
            let called = script.acts.iter().map(|planned| planned.call.function.as_str());
            assert_eq!(called.collect::<Vec<_>>(), ["Invoke-OAuthStep", "Invoke-ExportStep"]);
        }
    }

    #[test]
    fn what_a_call_names_is_read_in_each_form() {
        let text = SCRIPT.replace(
            "STEPS",
            "Invoke-PartnerApplicationStep 'a' 'A' 'id' { Get-RequiredAccount 'b' } $Answers.Relink",
        );
        let script = Script::read(&text, None, &Parameters::default()).unwrap();
        let call = &script.acts[0].call;
        assert_eq!((call.text(0), call.text(2), call.text(9)), ("a", "id", ""));
        assert_eq!(call.block(3).unwrap().text(0), "b");
        assert!(script.flag(call, 4) && !script.flag(call, 5) && !script.flag(call, 0));
        for (last, set) in [("$true", true), ("$false", false), ("$Answers.Other", false)] {
            let call = Call::read(&format!("Invoke-X {last}")).unwrap();
            assert_eq!(script.flag(&call, 0), set, "{last}");
        }
        let call = Call::read("Invoke-X 'a' @('b', 'c') @() -All").unwrap();
        assert_eq!((call.list(0), call.list(1)), (vec!["a"], vec!["b", "c"]));
        assert!(call.list(2).is_empty() && call.has_list(2) && !call.has_list(3));
        assert!(call.has_texts(1) && !call.has_texts(2));
    }

    #[test]
    fn a_window_that_is_not_known_is_refused() {
        let text = SCRIPT.replace("Exchange Online PowerShell", "Exchange Admin Center");
        let error = Script::read(
            &text.replace("STEPS", "    Invoke-OAuthStep"),
            None,
            &Parameters::default(),
        )
        .unwrap_err();
        assert_eq!(error, NotRehearsed::UnknownWindow("Exchange Admin Center".to_owned()));
    }

    #[test]
    fn a_check_goes_on_after_a_failure() {
        let acts = acts("    Invoke-Check { Invoke-AccountCheck 'a' }").unwrap();
        assert!(acts[0].goes_on);
        assert_eq!(acts[0].call.text(0), "a");
    }

    #[test]
    fn what_a_script_does_with_a_switch_alone_it_does_only_then() {
        let steps = "    if ($A -or $B) { Invoke-OAuthStep }\n    Invoke-ExportStep";
        let text = format!("param(\n    [switch]$A,\n\n    [switch]$B\n)\n{SCRIPT}");
        let text = text.replace("STEPS", steps);
        let read = |names: &[&str]| {
            let switches = names.iter().map(|name| (*name).to_owned()).collect();
            let given = Parameters { switches, ..Parameters::default() };
            Script::read(&text, None, &given).map(|script| script.acts.len())
        };
        assert_eq!([read(&[]), read(&["A"]), read(&["B"])], [Ok(1), Ok(2), Ok(2)]);
        assert_eq!(read(&["C"]), Err(NotRehearsed::UnknownParameter("C".to_owned())));
    }

    #[test]
    fn a_step_that_is_not_known_is_refused() {
        for step in [
            "Invoke-Surprise",
            "Remove-Item 'x'",
            "Invoke-OAuthStep; (x)",
            "Invoke-UndoApplicationStep 'a'",
            "Invoke-AccountStep",
            "Invoke-PartnerApplicationStep 'a' 'A' 'id' $true",
            "Invoke-Check { Invoke-Surprise }",
            "Invoke-Check $true",
        ] {
            let error = acts(step).unwrap_err();
            assert!(matches!(error, NotRehearsed::UnknownStep(_)), "{step}: {error}");
        }
    }

    #[test]
    fn any_other_text_is_refused() {
        for text in ["", "Get-Date", "$Answers = 5", "$Answers = @{ A = 'b' }\n", "\0\u{202e}"] {
            let error = Script::read(text, None, &Parameters::default()).unwrap_err();
            assert!(matches!(error, NotRehearsed::NotAScript(_)), "{text}: {error}");
        }
        let error = acts("").unwrap_err();
        assert_eq!(error, NotRehearsed::NotAScript("steps"));
        let long = "x".repeat(65_536);
        assert!(Script::read(&long, None, &Parameters::default()).is_err());
    }
}
