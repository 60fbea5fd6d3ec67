//! What a script says of itself: its answers, and the steps that its last part runs.
//!
//! A script is taken in any of its forms: as a file with byte order mark and Windows line ends, or as
//! the block that is pasted.

use super::literal::{Argument, Literal, Reader};
use std::collections::BTreeMap;

/// The organisation cannot answer this text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRehearsed {
    /// It is not a script that Crosstrust wrote.
    #[error("This text is not a script that Crosstrust wrote: it has no {0}.")]
    NotAScript(&'static str),
    /// It runs a step that the rehearsal does not know.
    #[error("The rehearsal does not know the step {0}.")]
    UnknownStep(String),
}

/// A partner application as a step names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Named {
    pub(super) step: String,
    pub(super) name: String,
    pub(super) app_id: String,
}

/// A step of a script.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Act {
    OAuth,
    Account,
    Role,
    Application { named: Named, linked: bool, relink: bool },
    Export,
    Discovery,
    AccountCheck,
    RoleCheck,
    ApplicationCheck(Named),
    CertificateCheck,
    UndoApplication(Named),
    UndoRole,
    UndoAccount,
    RemoveLegacy,
}

/// An act, and whether the script goes on when it fails.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Planned {
    pub(super) act: Act,
    pub(super) goes_on: bool,
}

/// A script, read.
#[derive(Debug)]
pub(super) struct Script<'a> {
    text: &'a str,
    pub(super) answers: Answers,
    pub(super) guide: String,
    /// The commands that the window must have.
    pub(super) commands: Vec<String>,
    pub(super) acts: Vec<Planned>,
}

/// The script's table of answers.
#[derive(Debug, Default)]
pub(super) struct Answers(BTreeMap<String, Literal>);

impl Answers {
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
    pub(super) fn read(text: &'a str) -> Result<Self, NotRehearsed> {
        let answers = after(text, "$Answers = ")
            .and_then(|rest| Reader::new(rest).value())
            .and_then(|value| match value {
                Literal::Table(table) => Some(Answers(table)),
                _ => None,
            })
            .ok_or(NotRehearsed::NotAScript("table of answers"))?;
        let guide = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("guide ")?.trim_start().strip_prefix('='))
            .and_then(|rest| Reader::new(rest).value())
            .and_then(|value| match value {
                Literal::Text(guide) => Some(guide),
                _ => None,
            })
            .ok_or(NotRehearsed::NotAScript("guide"))?;
        let mut script = Self { text, answers, guide, commands: vec![], acts: vec![] };
        let lines = text.lines().skip_while(|line| !line.trim().starts_with(RUN));
        for line in lines.skip(1).map(str::trim).take_while(|line| !line.starts_with('}')) {
            script.read_line(line)?;
        }
        if script.commands.is_empty() || script.acts.is_empty() {
            return Err(NotRehearsed::NotAScript("steps"));
        }
        Ok(script)
    }

    fn read_line(&mut self, line: &str) -> Result<(), NotRehearsed> {
        // What a script does only on some condition is about its own parameters, and none is given.
        if line.is_empty() || line.starts_with('#') || line.starts_with("if ") {
            return Ok(());
        }
        let unknown = || NotRehearsed::UnknownStep(line.to_owned());
        let arguments = Reader::new(line).arguments().ok_or_else(unknown)?;
        match arguments.as_slice() {
            [Argument::Word(name), _, commands @ ..] if name == "Assert-Shell" => {
                self.commands = commands.iter().filter_map(text_of).map(str::to_owned).collect();
            }
            [Argument::Word(name), Argument::Block(block)] if name == "Invoke-Check" => {
                let inner = Reader::new(block).arguments().ok_or_else(unknown)?;
                let act = self.act(&inner).ok_or_else(unknown)?;
                self.acts.push(Planned { act, goes_on: true });
            }
            other => {
                let act = self.act(other).ok_or_else(unknown)?;
                self.acts.push(Planned { act, goes_on: false });
            }
        }
        Ok(())
    }

    fn act(&self, arguments: &[Argument]) -> Option<Act> {
        let (Argument::Word(function), rest) = arguments.split_first()? else {
            return None;
        };
        let named = || match rest {
            [Argument::Text(step), Argument::Text(name), Argument::Text(app_id), ..] => {
                Some(Named { step: step.clone(), name: name.clone(), app_id: app_id.clone() })
            }
            _ => None,
        };
        let act = match function.as_str() {
            "Invoke-OAuthStep" => Act::OAuth,
            "Invoke-AccountStep" => Act::Account,
            "Invoke-RoleStep" => Act::Role,
            "Invoke-PartnerApplicationStep" => Act::Application {
                named: named()?,
                linked: rest.get(3).is_some_and(|how| !is_word(how, "$false")),
                relink: rest
                    .get(4)
                    .map_or_else(|| self.answers.flag("Relink"), |how| self.flag(how)),
            },
            "Invoke-ExportStep" => Act::Export,
            "Invoke-DiscoveryStep" => Act::Discovery,
            "Invoke-AccountCheck" => Act::AccountCheck,
            "Invoke-RoleCheck" => Act::RoleCheck,
            "Invoke-PartnerApplicationCheck" => Act::ApplicationCheck(named()?),
            "Invoke-CertificateCheck" => Act::CertificateCheck,
            "Invoke-UndoApplicationStep" => Act::UndoApplication(named()?),
            "Invoke-UndoRoleStep" => Act::UndoRole,
            "Invoke-UndoAccountStep" => Act::UndoAccount,
            "Invoke-RemoveLegacyStep" => Act::RemoveLegacy,
            _ => return None,
        };
        Some(act)
    }

    fn flag(&self, argument: &Argument) -> bool {
        match argument {
            Argument::Word(word) => match word.strip_prefix("$Answers.") {
                Some(name) => self.answers.flag(name),
                None => word.eq_ignore_ascii_case("$true"),
            },
            Argument::Text(_) | Argument::Block(_) => false,
        }
    }

    /// The number of the first line that holds this, from 1; 0 when none does.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let place = self.text.lines().position(|line| line.contains(part));
        place.map_or(0, |index| index + 1)
    }
}

fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    text.split_once(part).map(|(_, rest)| rest)
}

fn text_of(argument: &Argument) -> Option<&str> {
    match argument {
        Argument::Text(text) => Some(text),
        Argument::Word(_) | Argument::Block(_) => None,
    }
}

fn is_word(argument: &Argument, word: &str) -> bool {
    matches!(argument, Argument::Word(told) if told.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "$Answers = @{\n    SetupId = 's'\n    Relink = $true\n}\n\
        \x20       guide       = 'teams'\n\
        try {\n    Start-Step 'shell' 'Check this window'\n    Assert-Shell 'Shell' 'Get-A', 'Get-B'\n\
        \x20   if (-not $Answers.X) { $Dc.Remove('X') }\nSTEPS\n}\ncatch {\n    Invoke-Other\n}\n";

    fn acts(steps: &str) -> Result<Vec<Planned>, NotRehearsed> {
        Script::read(&SCRIPT.replace("STEPS", steps)).map(|script| script.acts)
    }

    #[test]
    fn a_file_and_a_pasted_block_say_the_same() {
        let text = SCRIPT.replace("STEPS", "    Invoke-OAuthStep\n    Invoke-ExportStep");
        let file = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let pasted = format!("& {{\r\n{}}}\r\n", text.replace('\n', "\r\n"));
        for form in [text, file, pasted] {
            let script = Script::read(&form).unwrap();
            assert_eq!(script.commands, ["Get-A", "Get-B"]);
            assert_eq!((script.guide.as_str(), script.answers.text("SetupId")), ("teams", "s"));
            let acts: Vec<_> = script.acts.into_iter().map(|planned| planned.act).collect();
            assert_eq!(acts, [Act::OAuth, Act::Export]);
        }
    }

    #[test]
    fn how_an_application_is_linked_is_read_in_each_form() {
        let linked = |tail: &str| {
            let acts = acts(&format!("Invoke-PartnerApplicationStep 'a' 'A' 'id' {tail}")).unwrap();
            match &acts[0].act {
                Act::Application { linked, relink, .. } => (*linked, *relink),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(linked("$true"), (true, true), "by the answer");
        assert_eq!(linked("{ Get-RequiredAccount } $Answers.Relink"), (true, true));
        assert_eq!(linked("{ Get-RequiredAccount } $Answers.Other"), (true, false));
        assert_eq!(linked("$false $false"), (false, false));
        assert!(!linked("").0);
    }

    #[test]
    fn a_check_goes_on_after_a_failure() {
        let acts = acts("    Invoke-Check { Invoke-AccountCheck }").unwrap();
        assert_eq!(acts, [Planned { act: Act::AccountCheck, goes_on: true }]);
    }

    #[test]
    fn a_step_that_is_not_known_is_refused() {
        for step in [
            "Invoke-Surprise",
            "Remove-Item 'x'",
            "Invoke-OAuthStep; (x)",
            "Invoke-UndoApplicationStep 'a'",
        ] {
            let error = acts(step).unwrap_err();
            assert!(matches!(error, NotRehearsed::UnknownStep(_)), "{step}: {error}");
        }
    }

    #[test]
    fn any_other_text_is_refused() {
        for text in ["", "Get-Date", "$Answers = 5", "$Answers = @{ A = 'b' }\n", "\0\u{202e}"] {
            let error = Script::read(text).unwrap_err();
            assert!(matches!(error, NotRehearsed::NotAScript(_)), "{text}: {error}");
        }
        let error = acts("").unwrap_err();
        assert_eq!(error, NotRehearsed::NotAScript("steps"));
        let long = "x".repeat(65_536);
        assert!(Script::read(&long).is_err());
    }
}
