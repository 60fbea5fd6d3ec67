//! How a person runs a script: what to open, where to put the file, what to type, and where the
//! result is saved.
//!
//! The script page shows these instructions and the run book prints them; both take them from here.

use super::{number, starter};
use crate::entra::Cloud;
use crate::guide::{Guide, Running, ScriptEffect, ScriptSpec, Shell, Switch};
use crate::messages::say;
use crate::places::{RECEIPT_FILE, SCRIPT_FOLDER};
use serde::Serialize;
use ts_rs::TS;

/// Something to do, and the lines to copy for it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Instruction {
    /// What to do, in a sentence or two.
    pub text: String,
    /// The lines to run, in order; none where nothing is typed.
    pub commands: Vec<String>,
}

impl Instruction {
    pub(super) fn new(
        text: impl Into<String>,
        commands: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self { text: text.into(), commands: commands.into_iter().map(Into::into).collect() }
    }

    fn without_command(text: impl Into<String>) -> Self {
        Self { text: text.into(), commands: Vec::new() }
    }
}

/// How one script is run.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HowToRun {
    /// The window it is run in.
    pub shell: Shell,
    /// The same in running text: "the Exchange Management Shell".
    pub shell_words: String,
    /// What a run without a switch does.
    pub effect: ScriptEffect,
    /// How its window is opened, and how one comes to the folder of the script.
    pub open: Vec<Instruction>,
    /// The run that changes nothing; none for a script that changes nothing anyway.
    pub dry_run: Option<Instruction>,
    /// The run itself.
    pub run: Instruction,
    /// Runs with a switch, one for each switch.
    pub with_switches: Vec<Instruction>,
    /// The switches themselves.
    pub switches: Vec<Switch>,
    /// Whether only one of them can be chosen.
    pub one_switch: bool,
    /// What to do where Windows does not let the script run.
    pub if_refused: Vec<Instruction>,
    /// The files to double-click in an export, in the order in which they are used; none where a person has to sign in.
    pub double_click: Vec<String>,
    /// Where the receipt is saved on the computer that runs the script.
    pub receipt_file: String,
}

impl HowToRun {
    /// How a script of this guide is run in a cloud: its id, or "custom".
    pub fn new(guide: &Guide, spec: &ScriptSpec, cloud: &str) -> Self {
        let running = &spec.running;
        let file = number::file_name(guide, spec);
        let mut open = open(running.shell, cloud);
        if let Some(text) = elevation(running) {
            open.push(Instruction::without_command(text));
        }
        open.push(Instruction::new(say!("run-copy", folder = SCRIPT_FOLDER), [change_folder()]));
        let mut if_refused = vec![Instruction::new(
            say!("run-unblock"),
            [format!(r"Unblock-File -Path '.\{file}'")],
        )];
        if_refused.extend(refused(running.shell));
        if_refused.push(Instruction::without_command(say!("run-paste")));
        Self {
            shell: running.shell,
            shell_words: in_words(running.shell),
            effect: running.effect,
            open,
            dry_run: dry_run(running, &file),
            run: run(running, &file),
            with_switches: with_switches(running, &file),
            switches: running.switches.clone(),
            one_switch: running.one_switch,
            if_refused,
            double_click: starter::paths(guide, spec),
            receipt_file: RECEIPT_FILE.to_owned(),
        }
    }
}

/// The window in running text: "the Exchange Management Shell".
fn in_words(shell: Shell) -> String {
    match shell {
        Shell::Exchange => say!("run-shell-exchange"),
        Shell::Skype => say!("run-shell-skype"),
        Shell::ExchangeOnline => say!("run-shell-online"),
    }
}

/// The line that changes to the folder of the scripts.
pub(super) fn change_folder() -> String {
    format!("cd '{SCRIPT_FOLDER}'")
}

/// How the window is opened, and for Exchange Online connected.
pub(super) fn open(shell: Shell, cloud: &str) -> Vec<Instruction> {
    let text = match shell {
        Shell::Exchange => say!("run-open-exchange", shell = shell.name()),
        Shell::Skype => say!("run-open-front-end", shell = shell.name()),
        Shell::ExchangeOnline => return online(cloud),
    };
    vec![Instruction::without_command(text)]
}

/// A window for Exchange Online. A PC that is not a server runs no scripts by itself, nor loads that
/// module.
fn online(cloud: &str) -> Vec<Instruction> {
    let environment = match cloud {
        "" => Some(""),
        id => Cloud::from_id(id).and_then(Cloud::exchange_environment),
    };
    let connect = match environment {
        None | Some("") => "Connect-ExchangeOnline".to_owned(),
        Some(name) => format!("Connect-ExchangeOnline -ExchangeEnvironmentName {name}"),
    };
    let mut instructions = vec![
        Instruction::without_command(say!("run-online-open")),
        Instruction::new(
            say!("run-online-install"),
            ["Install-Module -Name ExchangeOnlineManagement -Scope CurrentUser"],
        ),
        Instruction::new(
            say!("run-online-connect"),
            [
                "Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope Process".to_owned(),
                connect,
            ],
        ),
    ];
    if environment.is_none() {
        instructions.push(Instruction::without_command(say!("run-online-other-cloud")));
    }
    instructions
}

/// What to do where Windows refuses to run script files, or lets them do next to nothing. Exchange
/// Online is connected to in a window that already allows scripts.
pub(super) fn refused(shell: Shell) -> Vec<Instruction> {
    let mut instructions = Vec::new();
    if shell != Shell::ExchangeOnline {
        instructions.push(Instruction::new(
            say!("run-policy"),
            ["Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope Process"],
        ));
    }
    instructions.push(Instruction::new(say!("run-group-policy"), ["Get-ExecutionPolicy -List"]));
    instructions.push(Instruction::without_command(say!("run-language-restricted")));
    instructions
}

/// Whether the window is opened as administrator; nothing to say for Exchange Online, where a run
/// changes nothing on the computer.
pub(super) fn elevation(running: &Running) -> Option<String> {
    if running.shell == Shell::ExchangeOnline {
        return None;
    }
    Some(match (running.elevated, running.switches.first()) {
        (true, Some(switch)) => say!("run-elevated-for-switch", switch = switch.name),
        (true, None) => say!("run-elevated"),
        (false, _) => say!("run-not-elevated"),
    })
}

/// The line that runs a script file.
fn line(file: &str) -> String {
    format!(r".\{file}")
}

/// The line of the dry run, for a script that can change something.
pub(super) fn dry_run(running: &Running, file: &str) -> Option<Instruction> {
    (running.effect == ScriptEffect::Changes)
        .then(|| Instruction::new(say!("run-dry"), [format!("{} -WhatIf", line(file))]))
}

/// The line that runs a script.
pub(super) fn run(running: &Running, file: &str) -> Instruction {
    let text = match running.effect {
        ScriptEffect::Changes => say!("run-changes"),
        ScriptEffect::Tests => say!("run-tests"),
        ScriptEffect::Reads => say!("run-reads"),
    };
    Instruction::new(text, [line(file)])
}

/// The lines that run a script with one of its switches, the dry run first.
pub(super) fn with_switches(running: &Running, file: &str) -> Vec<Instruction> {
    let instruction = |switch: &Switch| {
        let with = format!("{} {}", line(file), switch.name);
        Instruction::new(
            say!("run-switch", switch = switch.name, does = switch.does),
            [format!("{with} -WhatIf"), with],
        )
    };
    running.switches.iter().map(instruction).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Library, ScriptRole};
    use crate::places::OUTPUT_FOLDER;
    use std::collections::BTreeMap;

    fn how(guide: &str, script: &str, cloud: &str) -> HowToRun {
        let library = Library::built_in().unwrap();
        let guide = library.guide(&guide.into()).unwrap();
        HowToRun::new(guide, guide.script(&script.into()).unwrap(), cloud)
    }

    /// All instructions, in the order in which a person comes to them.
    fn instructions(how: &HowToRun) -> impl Iterator<Item = &Instruction> {
        how.open
            .iter()
            .chain(&how.dry_run)
            .chain([&how.run])
            .chain(&how.with_switches)
            .chain(&how.if_refused)
    }

    fn lines(how: &HowToRun) -> Vec<&str> {
        instructions(how).flat_map(|one| &one.commands).map(String::as_str).collect()
    }

    #[test]
    fn a_script_that_changes_something_is_run_dry_first() {
        let how = how("teams", "teams-on-premises", "global");
        assert_eq!((how.shell, how.effect), (Shell::Exchange, ScriptEffect::Changes));
        assert_eq!(
            lines(&how),
            [
                r"cd 'C:\Crosstrust'",
                r".\02-teams-on-premises.ps1 -WhatIf",
                r".\02-teams-on-premises.ps1",
                r"Unblock-File -Path '.\02-teams-on-premises.ps1'",
                "Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope Process",
                "Get-ExecutionPolicy -List",
            ]
        );
        let text: String = instructions(&how).map(|one| one.text.as_str()).collect();
        assert!(text.contains("Exchange Management Shell"), "{text}");
        assert!(text.contains("You don't have to open the window as administrator."), "{text}");
        assert_eq!(how.receipt_file, r"C:\OAuthConfig\receipt-<date>.txt");
    }

    #[test]
    fn a_script_that_only_reads_has_no_dry_run_and_one_with_a_switch_only_for_that() {
        let reading = how("teams", "exchange-oauth", "global");
        assert_eq!(reading.effect, ScriptEffect::Reads);
        assert!(!lines(&reading).iter().any(|line| line.contains("-WhatIf")));

        let verification = how("teams", "verify-exchange", "global");
        assert_eq!(verification.effect, ScriptEffect::Reads);
        let dry: Vec<&str> =
            lines(&verification).into_iter().filter(|line| line.contains("-WhatIf")).collect();
        assert_eq!(
            dry,
            [
                r".\10-verify-exchange.ps1 -RestartIis -WhatIf",
                r".\10-verify-exchange.ps1 -RecyclePools -WhatIf",
            ]
        );
        let elevation = "only for -RestartIis";
        assert!(instructions(&verification).any(|one| one.text.contains(elevation)));
        let iis = how("skype-server", "skype-server-iis", "");
        assert!(
            instructions(&iis).any(|one| one.text.starts_with("Open the window as administrator"))
        );
    }

    #[test]
    fn every_script_says_what_to_do_where_windows_refuses_scripts() {
        let library = Library::built_in().unwrap();
        for guide in library.guides() {
            for spec in &guide.scripts {
                let how = HowToRun::new(guide, spec, "global");
                let at = format!("{} {}", guide.id, spec.id);
                let text: String = instructions(&how).map(|one| one.text.as_str()).collect();
                assert!(text.contains("a Group Policy applies"), "{at}");
                assert!(text.contains("paste it into the window"), "{at}");
                assert!(text.contains("language-restricted"), "{at}");
                let allowed = lines(&how);
                let allowed = allowed.iter().filter(|line| line.starts_with("Set-ExecutionPolicy"));
                assert_eq!(allowed.count(), 1, "{at}");
            }
        }
    }

    #[test]
    fn a_window_for_exchange_online_is_connected_in_the_cloud_of_the_answers() {
        let connect = |cloud: &str| {
            let how = how("exchange-oauth", "connector-online", cloud);
            assert_eq!(how.shell, Shell::ExchangeOnline);
            let known =
                !instructions(&how).any(|one| one.text.contains("Ask the support of your cloud"));
            let lines = lines(&how);
            let line = lines.iter().find(|line| line.starts_with("Connect-")).unwrap();
            ((*line).to_owned(), known)
        };
        let environment =
            |name: &str| (format!("Connect-ExchangeOnline -ExchangeEnvironmentName {name}"), true);
        let plain = |known: bool| ("Connect-ExchangeOnline".to_owned(), known);
        assert_eq!(connect("global"), plain(true));
        assert_eq!(connect(""), plain(true), "a guide that does not ask is for the global cloud");
        assert_eq!(connect("gcc-high"), environment("O365USGovGCCHigh"));
        assert_eq!(connect("dod"), environment("O365USGovDoD"));
        assert_eq!(connect("china"), environment("O365China"));
        for cloud in ["bleu", "delos", "custom"] {
            assert_eq!(connect(cloud), plain(false), "{cloud}");
        }
    }

    #[test]
    fn every_script_of_every_guide_has_an_effect_that_fits_its_role() {
        let library = Library::built_in().unwrap();
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        for guide in library.guides() {
            for spec in &guide.scripts {
                let at = format!("{} {}", guide.id, spec.id);
                let running = &spec.running;
                let name = match running.effect {
                    ScriptEffect::Reads => "reads",
                    ScriptEffect::Tests => "tests",
                    ScriptEffect::Changes => "changes",
                };
                *counted.entry(name).or_default() += 1;
                match spec.role {
                    ScriptRole::Undo | ScriptRole::Guarded | ScriptRole::AllInOne => {
                        assert_eq!(name, "changes", "{at}");
                    }
                    ScriptRole::Discovery | ScriptRole::Verification => {
                        assert_eq!(name, "reads", "{at}");
                    }
                    ScriptRole::Step => {
                        let reversible =
                            guide.steps.iter().filter(|step| spec.steps.contains(&step.id));
                        let reversible = reversible.flat_map(|step| &step.changes).next().is_some();
                        let changes = name == "changes" || !running.switches.is_empty();
                        assert!(changes || !reversible, "{at}: its steps change something");
                    }
                }
                for switch in &running.switches {
                    assert!(switch.does.ends_with('.'), "{at}: {}", switch.name);
                }
                let place = spec.place.iter();
                let places = place.chain(
                    guide
                        .steps
                        .iter()
                        .filter(|step| spec.steps.contains(&step.id))
                        .map(|step| &step.place),
                );
                let word = match running.shell {
                    Shell::Exchange => "Exchange Management Shell",
                    Shell::Skype => "Skype for Business Server Management Shell",
                    Shell::ExchangeOnline => "connected to Exchange Online",
                };
                for place in places {
                    assert!(place.contains(word), "{at}: {place}");
                }
            }
        }
        assert_eq!(counted["tests"], 1, "the test of Skype for Business Server");
        assert!(counted["reads"] > 10 && counted["changes"] > 30, "{counted:?}");
    }

    #[test]
    fn scripts_save_their_receipt_where_it_is_said() {
        let receipt = include_str!("../../guides/shared/receipt.ps1");
        assert!(
            receipt.contains(
                "$name = 'receipt-' + (Get-InvariantTime $Run.Started 'yyyyMMdd-HHmmss')"
            )
        );
        assert!(receipt.contains("-ChildPath ($name + '.txt')"));
        let folder = OUTPUT_FOLDER.strip_prefix("C:").unwrap();
        assert_eq!(RECEIPT_FILE, format!(r"{OUTPUT_FOLDER}\receipt-<date>.txt"));
        let default = format!("[string]$OutputFolder = \"$env:SystemDrive{folder}\"");
        let guides = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("guides");
        let mut templates = 0;
        for guide in std::fs::read_dir(guides).unwrap().map(|entry| entry.unwrap().path()) {
            let Ok(files) = std::fs::read_dir(&guide) else { continue };
            for file in files.map(|entry| entry.unwrap().path()) {
                let text = std::fs::read_to_string(&file).unwrap_or_default();
                if text.contains("[CmdletBinding(") {
                    assert!(text.contains(&default), "{}", file.display());
                    templates += 1;
                }
            }
        }
        assert!(templates > 60, "{templates} templates");
    }
}
