//! The scenarios in which scripts are run on PowerShell, and which of them make up a spread.
//!
//! All scenarios of all scripts take hours. A spread takes minutes: every script still goes through each
//! kind of its own, and every guide through each kind that all scripts have. It is the same each time,
//! so that what fails can be run again.

use crate::numbers::named;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The lines in which a file of cases says how its script is tested.
pub const HEAD: usize = 6;

/// A kind of scenario that `Test-Script.ps1` itself has, for any script.
pub struct Common {
    /// The first word of its name.
    pub kind: &'static str,
    /// How its name goes on, as far as that is fixed.
    pub name: &'static str,
    /// How many processes it starts.
    processes: usize,
    /// Whether a script that changes nothing has it.
    reading: bool,
    /// How many scripts of a guide go through it.
    scripts: usize,
}

const fn common(kind: &'static str, name: &'static str, processes: usize) -> Common {
    Common { kind, name, processes, reading: true, scripts: 1 }
}

/// One that only a script has which changes something. Whether a script does shows only when it runs, so
/// two go through it.
const fn changing(kind: &'static str, name: &'static str) -> Common {
    Common { kind, name, processes: 2, reading: false, scripts: 2 }
}

/// The kinds of every script, in the order in which they are run.
pub const COMMON: [Common; 21] = [
    common("fresh", ": done, receipt complete, nothing prompts", 0),
    common("reads", " only: the organisation is the one from before", 0),
    common("lists", ": a fact that is a list", 0),
    common("twice", ": the second run changes nothing and says so", 2),
    common("whatif", ": nothing changes", 1),
    changing("kill-before", " change "),
    changing("kill-after", " change "),
    changing("interrupted", ": "),
    common("error", " at call ", 2),
    common("replication", ": other domain controllers lag by 500 calls", 1),
    common("refused", ": ", 1),
    common("relative", " output folder follows the location of the shell", 1),
    common("pasted", ": runs inside & { } without closing the window", 2),
    common("dry-run", ": pasted with -WhatIf", 1),
    common("language", ": a window that allows only simple commands", 1),
    common("strict", ": the mode of the window changes nothing", 2),
    common("receipt", " is printed even where it cannot be saved", 1),
    common("culture-th-TH", ": ", 1),
    common("culture-ar-SA", ": ", 1),
    common("culture-fa-IR", ": ", 1),
    common("culture-tr-TR", ": ", 1),
];

/// The kind that costs nothing and is run of every script.
const SYNTAX: &str = "syntax";

/// How many processes a scenario of a file of cases starts, most of the time.
const OWN: usize = 1;

/// The cases of a file, with those of the shared file that it calls in the place of the call.
///
/// # Panics
///
/// When one of both cannot be read.
pub fn cases_in(file: &Path) -> String {
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.replace("\r\n", "\n")
    };
    let folder = file.parent().expect("a guide's folder");
    let lines = read(file);
    let lines = lines.split_inclusive('\n').map(|line| match shared_in(line) {
        Some(shared) => read(&folder.join(shared)),
        None => line.to_owned(),
    });
    lines.collect()
}

/// The shared file that a line of a file of cases calls, from the folder of the guide.
pub fn shared_in(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix(". (Join-Path $PSScriptRoot '")?.strip_suffix("')")
}

/// A script with its file of cases.
pub struct Tested {
    /// The script.
    pub script: PathBuf,
    /// The name of its guide.
    pub guide: String,
    /// The text of its file of cases, with the shared cases.
    cases: String,
}

impl Tested {
    /// The script of a file of cases: the one of the same guide and name.
    ///
    /// # Panics
    ///
    /// When a file cannot be read.
    pub fn of(cases: &Path, goldens: &Path) -> Self {
        let guide = cases.parent().and_then(Path::file_name).expect("a guide's folder");
        let name = cases.file_name().expect("a file's name").to_string_lossy().into_owned();
        let folder = goldens.join(guide).join("plain");
        let script = named(&folder, &name).unwrap_or_else(|| folder.join(&name));
        Self { script, guide: guide.to_string_lossy().into_owned(), cases: cases_in(cases) }
    }

    /// What the head of the file of cases says after these words, where it says it.
    pub fn says(&self, word: &str) -> Option<&str> {
        self.cases.lines().take(HEAD).find_map(|line| line.strip_prefix("# ")?.strip_prefix(word))
    }

    /// How many scripts are run before it.
    fn before(&self) -> usize {
        self.says("after: ").map_or(0, |before| before.split(',').count())
    }

    /// The kinds of scenarios that it can have.
    pub fn kinds(&self) -> BTreeSet<String> {
        let skip = self.says("skip: ").unwrap_or_default();
        let reads_only = self.says("reads only").is_some();
        let common = COMMON.iter().filter(|common| common.reading || !reads_only);
        let common = common.filter(|common| {
            let name = format!("{}{}", common.kind, common.name);
            !skip.split(',').filter(|pattern| !pattern.is_empty()).any(|one| holds(&name, one))
        });
        common.map(|common| common.kind.to_owned()).chain(self.own()).collect()
    }

    /// The kinds of scenarios in its file of cases.
    pub fn own(&self) -> BTreeSet<String> {
        kinds_in(&self.cases)
    }
}

/// The kinds of the scenarios that are written down in a file: the first word of each name.
pub fn kinds_in(text: &str) -> BTreeSet<String> {
    let names = text.split("Test-Case ").skip(1).filter_map(|rest| {
        let name = rest.strip_prefix(['\'', '"'])?;
        name.split([':', ' ', '\'', '"']).next()
    });
    names.filter(|kind| !kind.is_empty() && !kind.contains('$')).map(str::to_owned).collect()
}

/// Whether a name holds a pattern in which a question mark stands for any character.
fn holds(name: &str, pattern: &str) -> bool {
    let (name, pattern): (Vec<char>, Vec<char>) =
        (name.chars().collect(), pattern.chars().collect());
    let fits =
        |part: &[char]| part.iter().zip(&pattern).all(|(one, sign)| *sign == '?' || one == sign);
    name.windows(pattern.len()).any(fits)
}

/// What is run of one script.
#[derive(Debug, Eq, PartialEq)]
pub struct Chosen {
    /// The kinds of which one scenario is run.
    pub kinds: BTreeSet<String>,
    /// Which scenario of a kind that is.
    pub seed: usize,
    /// How many processes that starts, at a guess.
    pub processes: usize,
}

/// Chooses a spread: one scenario of each kind that a script has of its own, and of the kinds that all
/// scripts have, each on one or two scripts of every guide, one script after the other.
///
/// # Panics
/// Never: the scripts chosen from are those that were given.
pub fn spread(tested: &[Tested]) -> BTreeMap<PathBuf, Chosen> {
    let mut chosen: BTreeMap<PathBuf, Chosen> = tested
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let own = one.own();
            let processes = 1 + one.before() + own.len() * OWN;
            let free = COMMON.iter().filter(|common| common.processes == 0);
            let free = free.map(|common| common.kind).filter(|kind| one.kinds().contains(*kind));
            let free = free.chain([SYNTAX]).map(str::to_owned);
            let kinds = own.iter().cloned().chain(free).collect();
            (one.script.clone(), Chosen { kinds, seed: at, processes })
        })
        .collect();
    let mut of_guide: BTreeMap<&str, Vec<&Tested>> = BTreeMap::new();
    for one in tested {
        of_guide.entry(one.guide.as_str()).or_default().push(one);
    }
    for scripts in of_guide.values() {
        for (at, common) in COMMON.iter().filter(|common| common.processes > 0).enumerate() {
            let able: Vec<&&Tested> =
                scripts.iter().filter(|one| one.kinds().contains(common.kind)).collect();
            for turn in 0..common.scripts.min(able.len()) {
                let script = &able[(at + turn) % able.len()].script;
                let chosen = chosen.get_mut(script).expect("BUG: every script is among them");
                if chosen.kinds.insert(common.kind.to_owned()) {
                    chosen.processes += common.processes;
                }
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::{holds, kinds_in, shared_in};
    use std::collections::BTreeSet;

    #[test]
    fn the_kind_of_a_scenario_is_the_first_word_of_its_name() {
        let text = "Test-Case 'facts: a' {\n}\nTest-Case \"error at call $n\" {\n}\nTest-Case \"${when} change\" {\nTest-Case $name { }\n";
        let kinds = kinds_in(text);
        assert_eq!(kinds, BTreeSet::from(["error".to_owned(), "facts".to_owned()]));
    }

    #[test]
    fn a_line_that_calls_shared_cases_names_their_file() {
        let line = ". (Join-Path $PSScriptRoot '../shared/export.ps1')\r\n";
        assert_eq!(shared_in(line), Some("../shared/export.ps1"));
        assert_eq!(shared_in("& (Join-Path $PSScriptRoot '../shared/export.ps1')"), None);
    }

    #[test]
    fn a_pattern_may_stand_anywhere_in_a_name() {
        assert!(holds("receipt is printed even where it cannot be saved", "where?it?cannot"));
        assert!(holds("fresh: done", "fresh:"));
        assert!(!holds("refused: x", "fresh:") && !holds("a", "abc"));
    }
}
