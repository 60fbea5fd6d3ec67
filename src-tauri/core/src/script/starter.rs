//! Files to double-click: whoever carries the scripts to a server does not have to type there.
//!
//! Each script for a server has a folder of its name with them. Such a file opens Windows PowerShell, which loads the
//! management shell and runs the script. No answer is in these files: they depend on the guide alone.

use super::bundle::BundleFile;
use super::number::{Numbered, numbered};
use crate::guide::{Guide, ScriptEffect, ScriptRole, ScriptSpec, Shell};

/// What Windows PowerShell runs: it loads the management shell first.
const START: &str = include_str!("start.ps1");

/// The file of [`START`] in a bundle.
const START_FILE: &str = "start/start.ps1";

/// The file to double-click, with places for what differs.
const STARTER: &str = include_str!("starter.cmd");

/// The name of the dry run where another file follows.
const DRY_RUN: &str = "1 Dry run.cmd";

/// A file to double-click.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Starter {
    /// Its name, without its folder: it says what happens.
    pub(super) name: &'static str,
    /// The file that follows a dry run; none where this is no dry run.
    then: Option<&'static str>,
}

/// The files to double-click for a script, in the order in which they are used; none for a script that is not run on a
/// server.
pub(super) fn of(spec: &ScriptSpec) -> Vec<Starter> {
    let run = |name| Starter { name, then: None };
    let after_dry_run =
        |dry_run, name| vec![Starter { name: dry_run, then: Some(name) }, run(name)];
    if argument(spec.running.shell).is_none() {
        return Vec::new();
    }
    match (spec.running.effect, spec.role) {
        (ScriptEffect::Changes, ScriptRole::Undo) => after_dry_run("Dry run.cmd", "Undo.cmd"),
        (ScriptEffect::Changes, _) => after_dry_run(DRY_RUN, "2 Make the changes.cmd"),
        (_, ScriptRole::Verification) => vec![run("Verify.cmd")],
        (_, ScriptRole::Discovery) => vec![run("Read the settings.cmd")],
        _ => vec![run("Run the script.cmd")],
    }
}

/// The folder of a script's files to double-click: "03-account".
pub(super) fn folder(script: &Numbered<'_>) -> String {
    let file = script.file_name();
    file.strip_suffix(".ps1").unwrap_or(&file).to_owned()
}

/// The files to double-click for a script, with their folder, as Windows writes paths.
pub(super) fn paths(guide: &Guide, spec: &ScriptSpec) -> Vec<String> {
    let all = numbered(guide);
    let script = all.iter().find(|one| one.spec.id == spec.id);
    let folder = script.map(folder).unwrap_or_default();
    of(spec).iter().map(|file| format!(r"{folder}\{}", file.name)).collect()
}

/// The files to double-click for these scripts, with their folders, and what they share; none where no script has any.
pub(super) fn files(scripts: &[Numbered<'_>]) -> Vec<BundleFile> {
    let mut files = Vec::new();
    for script in scripts {
        for starter in of(script.spec) {
            let name = format!("{}/{}", folder(script), starter.name);
            files.push(BundleFile { name, bytes: text(script, starter).into_bytes() });
        }
    }
    if !files.is_empty() {
        let bytes = format!("\u{feff}{}", windows_lines(START)).into_bytes();
        files.push(BundleFile { name: START_FILE.to_owned(), bytes });
    }
    files
}

/// The text of a file to double-click, in ASCII alone: a code page of Windows changes nothing in it.
fn text(script: &Numbered<'_>, starter: Starter) -> String {
    let running = &script.spec.running;
    let elevated = if running.elevated && running.switches.is_empty() { " -Elevated" } else { "" };
    let dry_run = starter.then.map(|then| format!(" -DryRun -ThenRun \"{then}\""));
    let switches = format!("{elevated}{}", dry_run.unwrap_or_default());
    let text = STARTER
        .replace("{script}", &script.file_name())
        .replace("{shell}", argument(running.shell).unwrap_or_default())
        .replace("{switches}", &switches);
    windows_lines(&text)
}

/// What `start.ps1` calls a management shell that it can load.
fn argument(shell: Shell) -> Option<&'static str> {
    match shell {
        Shell::Exchange => Some("exchange"),
        Shell::Skype => Some("skype"),
        // The operator signs in there, on a PC.
        Shell::ExchangeOnline => None,
    }
}

fn windows_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Library;

    fn all() -> Vec<(String, Vec<BundleFile>)> {
        let library = Library::built_in().unwrap();
        library.guides().map(|guide| (guide.id.to_string(), files(&numbered(guide)))).collect()
    }

    fn named<'a>(files: &'a [BundleFile], name: &str) -> &'a str {
        let file = files.iter().find(|file| file.name == name);
        let bytes = &file.unwrap_or_else(|| panic!("{name} is not there")).bytes;
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_script_that_changes_something_has_a_dry_run_first() {
        let (_, files) = all().into_iter().find(|(guide, _)| guide == "teams").unwrap();
        let dry_run = named(&files, "02-teams-on-premises/1 Dry run.cmd");
        let run = named(&files, "02-teams-on-premises/2 Make the changes.cmd");
        let line = "-ScriptFile \"%CROSSTRUST_SCRIPT%\" -Shell exchange";
        assert!(
            dry_run.contains(&format!("{line} -DryRun -ThenRun \"2 Make the changes.cmd\"\r\n"))
        );
        assert!(run.contains(&format!("{line}\r\n")), "{run}");
        assert!(run.contains("\"CROSSTRUST_SCRIPT=02-teams-on-premises.ps1\""), "{run}");
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        for name in ["01-discover-exchange/Read the settings.cmd", "start/start.ps1"] {
            assert!(names.contains(&name), "{names:?}");
        }
        let ends = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
        assert_eq!((ends("/Verify.cmd"), ends("/Undo.cmd")), (1, 1), "{names:?}");
    }

    #[test]
    fn each_script_for_a_server_has_its_folder_and_no_other() {
        let library = Library::built_in().unwrap();
        let mut without = 0;
        for guide in library.guides() {
            let scripts = numbered(guide);
            let files = files(&scripts);
            for script in &scripts {
                let begin = format!("{}/", folder(script));
                let own = files.iter().filter(|file| file.name.starts_with(&begin)).count();
                let changes = script.spec.running.effect == ScriptEffect::Changes;
                let on_server = script.spec.running.shell != Shell::ExchangeOnline;
                without += usize::from(!on_server);
                assert_eq!(own, usize::from(on_server) * (1 + usize::from(changes)), "{begin}");
            }
        }
        assert!(without > 0, "a script for Exchange Online");
    }

    #[test]
    fn a_file_to_double_click_is_ascii_with_the_line_ends_of_windows_and_nothing_left_to_fill_in() {
        for (guide, files) in all() {
            for file in files.iter().filter(|file| file.name != START_FILE) {
                let text = std::str::from_utf8(&file.bytes).unwrap();
                assert!(text.is_ascii(), "{guide} {}", file.name);
                assert!(!text.replace("\r\n", "").contains(['\n', '\r']), "{guide} {}", file.name);
                assert!(
                    !text.contains("{script}") && !text.contains("{s"),
                    "{guide} {}",
                    file.name
                );
                assert!(
                    text.lines().all(|line| line.len() < 1000),
                    "cmd.exe reads no endless lines"
                );
            }
        }
    }

    #[test]
    fn only_the_windows_powershell_of_the_system_is_opened() {
        let programs: Vec<_> =
            STARTER.lines().filter(|line| line.contains("powershell.exe")).collect();
        let path = r"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe";
        assert_eq!(programs, [format!("set \"CROSSTRUST_POWERSHELL={path}\"")]);
        let run: Vec<_> = STARTER.lines().filter(|line| line.starts_with('"')).collect();
        assert_eq!(run.len(), 2);
        for line in run {
            let flags = "\"%CROSSTRUST_POWERSHELL%\" -NoLogo -NoProfile ";
            assert!(
                line.starts_with(flags) && line.contains(" -ExecutionPolicy Bypass "),
                "{line}"
            );
        }
    }

    #[test]
    fn a_file_to_double_click_jumps_only_to_places_that_are_there() {
        let places = |begin: &str| -> Vec<&str> {
            STARTER.lines().filter_map(|line| line.strip_prefix(begin)).collect()
        };
        let there = places(":");
        let jumps: Vec<_> =
            STARTER.lines().filter_map(|line| Some(line.split_once("goto ")?.1)).collect();
        assert!(jumps.iter().all(|place| there.contains(place)), "{jumps:?} {there:?}");
        assert!(there.iter().all(|place| jumps.contains(place)), "{jumps:?} {there:?}");
    }
}
