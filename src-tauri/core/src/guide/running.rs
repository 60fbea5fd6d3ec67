//! How a script is run, as its template says: in which shell, whether it changes anything, with which
//! switches, and with which codes it can fail.
//!
//! It is read from the template and not written in `guide.toml`, because the template is what runs: a
//! second place could say something else.

use super::ScriptRole;
use super::templates::TemplateSource;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// The templates that every script shares: what they do says nothing of a script.
const FRAME: [&str; 4] =
    ["shared/opening.ps1", "shared/journal.ps1", "shared/receipt.ps1", "shared/closing.ps1"];

/// The code of a command that failed, which a script does not have to name.
const COMMAND_FAILED: &str = "exchange-error";

/// The code of a script that needs administrator rights on the computer.
const NOT_ELEVATED: &str = "not-elevated";

/// The certificates of the computer, with their private keys.
const LOCAL_STORE: &str = r"Cert:\LocalMachine\My";

/// The window in which a script is run.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, TS,
)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Shell {
    /// The Exchange Management Shell, on an Exchange server.
    #[default]
    Exchange,
    /// The Skype for Business Server Management Shell, on a Front End server.
    Skype,
    /// A Windows PowerShell window that is connected to Exchange Online, on any PC.
    ExchangeOnline,
}

impl Shell {
    const ALL: [Self; 3] = [Self::Exchange, Self::Skype, Self::ExchangeOnline];

    /// Its name, as scripts and the Start menu have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exchange => "Exchange Management Shell",
            Self::Skype => "Skype for Business Server Management Shell",
            Self::ExchangeOnline => "Exchange Online PowerShell",
        }
    }

    /// The same in running text: "the Exchange Management Shell".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Exchange => "the Exchange Management Shell",
            Self::Skype => "the Skype for Business Server Management Shell",
            Self::ExchangeOnline => "a PowerShell window connected to Exchange Online",
        }
    }

    /// Whether a script for this shell can fail with the code. The check of the shell is the same text
    /// in all scripts, and one half of it is for scripts of servers, the other for Exchange Online.
    fn can_fail_with(self, code: &str) -> bool {
        match code {
            "exchange-online-loaded" | "wrong-shell" => self != Self::ExchangeOnline,
            "exchange-server-loaded" | "exchange-online-not-connected" => {
                self == Self::ExchangeOnline
            }
            _ => true,
        }
    }
}

/// What a run does to the organisation, when no switch is given.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ScriptEffect {
    /// Nothing: it only reads.
    #[default]
    Reads,
    /// It writes a test item, where a test was asked for, and deletes it again.
    Tests,
    /// It can change something. With `-WhatIf` it changes nothing.
    Changes,
}

/// A switch with which a script does more.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Switch {
    /// `-RestartIis`.
    pub name: String,
    /// What it does, from the script's help.
    pub does: String,
    /// Whether it acts on the server on which the script runs, as administrator, and on no setting of the
    /// organization.
    pub on_this_server: bool,
}

/// How a script is run.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Running {
    /// In which window.
    pub shell: Shell,
    /// What it does without a switch.
    pub effect: ScriptEffect,
    /// Its switches. A script that has one changes something only with it.
    pub switches: Vec<Switch>,
    /// Whether one of its switches is instead of the others.
    pub one_switch: bool,
    /// Whether the window has to be opened as administrator; of a script with switches, only for them.
    pub elevated: bool,
    /// The codes it can fail with.
    pub codes: BTreeSet<String>,
    /// The files of certificates that it names: "OAuthCert.cer".
    pub certificates: BTreeSet<String>,
    /// Whether its result depends on the certificates of the computer that runs it.
    pub local_certificates: bool,
}

/// What a template says of the scripts that include it. Many include the same one: it is read once.
pub(super) struct TemplateFacts {
    /// Whether it changes something.
    changes: bool,
    /// Whether it asks if it is a dry run.
    asks_for_dry_run: bool,
    codes: Vec<String>,
    certificates: Vec<String>,
    /// Whether it needs the certificates of its computer: it does not look on other servers as well, and does
    /// more than report where a certificate is.
    local_certificates: bool,
}

impl TemplateFacts {
    /// Reads a template.
    pub(super) fn of(template: TemplateSource<'_>) -> Self {
        let step = !FRAME.contains(&template.name);
        let holds = |word: &str| step && code_lines(template.text).any(|line| line.contains(word));
        let owned = |words: BTreeSet<&str>| words.into_iter().map(str::to_owned).collect();
        Self {
            changes: holds("Invoke-Change "),
            asks_for_dry_run: holds("$WhatIfPreference"),
            codes: owned(code_lines(template.text).flat_map(codes).collect()),
            certificates: owned(code_lines(template.text).flat_map(certificates).collect()),
            local_certificates: holds(LOCAL_STORE)
                && !holds("Get-CertificateOfServer ")
                && !holds("onThisServer"),
        }
    }
}

impl Running {
    /// Reads a script's own template, and what is known of it and of all that it includes.
    pub(super) fn of(role: ScriptRole, own: &str, parts: &[&TemplateFacts]) -> Self {
        let shell = asserted(own).unwrap_or_default();
        let mut switches = switches(own);
        let one_switch = are_alternatives(own, &switches);
        let reads = matches!(role, ScriptRole::Discovery | ScriptRole::Verification);
        let changes = parts.iter().any(|part| part.changes);
        let effect = if changes && !reads && switches.is_empty() {
            ScriptEffect::Changes
        } else if parts.iter().any(|part| part.asks_for_dry_run) {
            ScriptEffect::Tests
        } else {
            ScriptEffect::Reads
        };
        let named = parts.iter().flat_map(|part| &part.codes).map(String::as_str);
        let codes: BTreeSet<String> = named
            .chain([COMMAND_FAILED])
            .filter(|code| shell.can_fail_with(code))
            .map(str::to_owned)
            .collect();
        let certificates = parts.iter().flat_map(|part| part.certificates.clone()).collect();
        let elevated = codes.contains(NOT_ELEVATED);
        for switch in &mut switches {
            switch.on_this_server = elevated;
        }
        let local_certificates = parts.iter().any(|part| part.local_certificates);
        Self {
            shell,
            effect,
            switches,
            one_switch,
            elevated,
            codes,
            certificates,
            local_certificates,
        }
    }

    /// The switch of that name, which may be written as `RestartIis`, `-RestartIis` or in another case.
    pub fn switch(&self, name: &str) -> Option<&Switch> {
        let bare = |name: &str| name.trim().trim_start_matches('-').to_ascii_lowercase();
        self.switches.iter().find(|switch| bare(&switch.name) == bare(name))
    }

    /// Whether a run with these switches needs administrator rights on the computer.
    pub fn needs_elevation(&self, chosen: &[String]) -> bool {
        let needs = |name: &String| self.switch(name).is_some_and(|switch| switch.on_this_server);
        self.elevated && (self.switches.is_empty() || chosen.iter().any(needs))
    }

    /// Whether a run with these switches, that is no dry run, can change what the steps of the script are about.
    pub fn changes_steps(&self, chosen: &[String]) -> bool {
        let changes =
            |name: &String| self.switch(name).is_some_and(|switch| !switch.on_this_server);
        self.effect != ScriptEffect::Reads || chosen.iter().any(changes)
    }
}

/// The lines of a template that are not comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with('#'))
}

/// The shell that a script insists on.
fn asserted(own: &str) -> Option<Shell> {
    let name = own.lines().find_map(|line| line.trim_start().strip_prefix("Assert-Shell '"))?;
    let name = name.split('\'').next()?;
    Shell::ALL.into_iter().find(|shell| shell.name() == name)
}

/// The codes that a line fails with: those it stops with, and those it notes by itself.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    ["Stop-Step '", "code = '"]
        .into_iter()
        .flat_map(|before| line.split(before).skip(1))
        .filter_map(|rest| rest.split('\'').next())
}

/// The files of certificates that a line names between quotes.
fn certificates(line: &str) -> impl Iterator<Item = &str> {
    let has_name = |word: &&str| word.strip_suffix(".cer").is_some_and(|name| !name.is_empty());
    line.split('\'').skip(1).step_by(2).filter(has_name)
}

/// The switches of a script's parameters, with what its help says of them.
fn switches(own: &str) -> Vec<Switch> {
    let names = own.lines().filter_map(|line| line.trim().strip_prefix("[switch]$"));
    names
        .map(|name| {
            let name = name.trim_end_matches(',');
            Switch { name: format!("-{name}"), does: help_of(own, name), on_this_server: false }
        })
        .collect()
}

/// Whether a script asks for all of its switches at once, and does one thing for any of them.
fn are_alternatives(own: &str, switches: &[Switch]) -> bool {
    let condition = switches.iter().map(|switch| switch.name.replace('-', "$"));
    let condition = format!("if ({}) {{", condition.collect::<Vec<_>>().join(" -or "));
    switches.len() > 1 && code_lines(own).any(|line| line.trim().starts_with(&condition))
}

/// What the help of a script says of a parameter.
fn help_of(own: &str, parameter: &str) -> String {
    let heading = format!(".PARAMETER {parameter}");
    let lines = own.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.take_while(|line| line.starts_with(' ')).map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(role: ScriptRole, own: &str, step: &str) -> Running {
        let facts = |name, text| TemplateFacts::of(TemplateSource { name, text });
        let opening = "function Invoke-Change {\n    Stop-Step 'cmdlet-not-in-role' ''\n}\nfunction Assert-Shell {\n    Stop-Step 'exchange-online-not-connected' ''\n    Stop-Step 'wrong-shell' ''\n    $error = @{ code = 'interrupted'; line = 1 }\n}\n$a = $WhatIfPreference\n";
        let parts = [facts("g/own.ps1", own), facts(FRAME[0], opening), facts("g/step.ps1", step)];
        Running::of(role, own, &parts.iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_a_script_does_is_what_its_steps_do() {
        let effect = |role, step| {
            running(role, "    Assert-Shell 'Exchange Management Shell' 'x'\n", step).effect
        };
        assert_eq!(
            effect(ScriptRole::Step, "Get-Thing\n# Invoke-Change is not called\n"),
            ScriptEffect::Reads
        );
        assert_eq!(effect(ScriptRole::Step, "    Invoke-Change 'a' 'b'\n"), ScriptEffect::Changes);
        assert_eq!(
            effect(ScriptRole::Step, "if ($WhatIfPreference) { return }\n"),
            ScriptEffect::Tests
        );
        assert_eq!(
            effect(ScriptRole::Verification, "Invoke-Change 'a' 'b'\n"),
            ScriptEffect::Reads
        );
    }

    #[test]
    fn a_switch_is_reported_as_the_help_tells_it() {
        let own = "<#\n.PARAMETER Publish\n    Publishes it where\n    its day has come.\n\n.EXAMPLE\n    x\n#>\nparam(\n    [string]$OutputFolder = 'x',\n\n    [switch]$Publish\n)\nInvoke-Change 'a' 'b'\nStop-Step 'not-elevated' ''\n";
        let running = running(ScriptRole::Step, own, "");
        let does = "Publishes it where its day has come.".to_owned();
        let publish = Switch { name: "-Publish".to_owned(), does, on_this_server: true };
        assert_eq!(running.switches, [publish]);
        assert_eq!((running.effect, running.elevated), (ScriptEffect::Reads, true));
        assert!(!running.one_switch);
        assert!(running.switch("publish").is_some() && running.switch("--Other").is_none());
    }

    #[test]
    fn a_run_needs_and_changes_what_its_switches_do() {
        let own = |code: &str| {
            let run = "if ($A -or $B) { Invoke-RestartStep }\nInvoke-Change 'a' 'b'\n";
            running(ScriptRole::Step, &format!("    [switch]$A,\n    [switch]$B\n{run}{code}"), "")
        };
        let (here, organization) = (own("Stop-Step 'not-elevated' ''\n"), own(""));
        assert!(here.one_switch && organization.one_switch);
        let chosen = ["-A".to_owned()];
        assert!(here.needs_elevation(&chosen) && !here.needs_elevation(&[]));
        assert!(!here.changes_steps(&chosen), "it changes this server alone");
        assert!(organization.changes_steps(&chosen) && !organization.changes_steps(&[]));
        assert!(!organization.needs_elevation(&chosen));
        let without = running(ScriptRole::Step, "Stop-Step 'not-elevated' ''\n", "");
        assert!(without.needs_elevation(&[]), "a script without switches always does");
    }

    #[test]
    fn a_script_whose_result_depends_on_the_certificates_here_is_known() {
        let needs = |step| running(ScriptRole::Step, "", step).local_certificates;
        let store = "$found = @(Get-ChildItem -Path 'Cert:\\LocalMachine\\My')\n";
        assert!(needs(store));
        assert!(!needs("# Cert:\\LocalMachine\\My\n"), "a comment");
        let asks = format!("{store}$found = @(Get-CertificateOfServer $one)\n");
        assert!(!needs(&asks), "it asks the servers as well");
        let reports = format!("{store}@{{ onThisServer = $true }}\n");
        assert!(!needs(&reports), "it says where the certificate is");
    }

    #[test]
    fn the_certificates_that_a_script_names_are_known() {
        let step =
            "$files = @{ current = 'OAuthCert.cer'; next = 'OAuthCert-next.cer' }\n# 'no.cer'\n";
        let running = running(ScriptRole::Step, "", step);
        assert_eq!(
            running.certificates.into_iter().collect::<Vec<_>>(),
            ["OAuthCert-next.cer", "OAuthCert.cer"]
        );
    }

    #[test]
    fn only_codes_that_a_script_can_fail_with_are_its_own() {
        let codes = |shell: &str| {
            let own = format!("    Assert-Shell '{shell}' 'x'\nStop-Step 'other-tenant' ''\n");
            let running = running(ScriptRole::Step, &own, "# Stop-Step 'in-a-comment' ''\n");
            running.codes.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(
            codes("Skype for Business Server Management Shell"),
            ["cmdlet-not-in-role", "exchange-error", "interrupted", "other-tenant", "wrong-shell"]
        );
        assert_eq!(
            codes("Exchange Online PowerShell"),
            [
                "cmdlet-not-in-role",
                "exchange-error",
                "exchange-online-not-connected",
                "interrupted",
                "other-tenant"
            ]
        );
    }
}
