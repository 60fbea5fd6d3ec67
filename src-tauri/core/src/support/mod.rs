//! The support file: what somebody who helps needs to see, as one archive that says what is in it.
//!
//! Plain values in, named bytes out. It contains nothing personal: `personal` learns every value that came
//! from outside (answers, receipts, names in the tenant, this computer's own), `scrub` puts the same
//! placeholder in its place wherever it is, `fields` decides which part of a setup is ours to
//! show. Secrets were never in any of it; the log is redacted once more all the same. Where the parts
//! come from, and where the archive is saved, is left to the shell.

mod fields;
mod personal;
mod scrub;

#[cfg(test)]
mod tests;

use crate::archive;
use crate::guide::Library;
use crate::messages::say;
use crate::redact::redact;
use crate::setup::Setup;
use crate::text::wrap;
use jiff::Timestamp;
use personal::PersonalNames;
use scrub::Scrubber;
use serde::Serialize;
use ts_rs::TS;

/// The most of one day's log that the archive contains: its end.
const LONGEST_LOG: usize = 1 << 20;

/// Where the lines of the README are broken.
const WIDTH: usize = 94;

/// Everything a support file is made from.
pub struct Sources<'a> {
    /// The setup it is about; none: it is about the program.
    pub setup: Option<&'a Setup>,
    /// All setups there are. Their names may be in the log.
    pub known: &'a [Setup],
    /// The guides of the program.
    pub library: &'a Library,
    /// Names of this computer and of who uses it: user, host, folders.
    pub personal: &'a [String],
    /// The log, oldest day first.
    pub logs: Vec<LogFile>,
    /// The program's version.
    pub program: String,
    /// The system and its version.
    pub system: String,
    /// What draws the window, and its version; none without a window.
    pub webview: Option<String>,
    /// When it is made.
    pub now: Timestamp,
}

/// One file of the log.
#[derive(Clone, Debug)]
pub struct LogFile {
    /// Its name, without folders.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// A support file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SupportFile {
    name: String,
    files: Vec<File>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct File {
    name: String,
    what: String,
    bytes: Vec<u8>,
}

/// What a support file holds, to be read before it is saved.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SupportContents {
    /// The archive's name.
    pub name: String,
    /// What is in it.
    pub entries: Vec<SupportEntry>,
}

/// One file in a support file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SupportEntry {
    /// Its name in the archive.
    pub name: String,
    /// What it holds, in words.
    pub what: String,
}

/// Which versions took part.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Versions<'a> {
    crosstrust: &'a str,
    setup_form: u32,
    system: &'a str,
    webview: Option<&'a str>,
    guides: Vec<GuideVersion<'a>>,
    made: Timestamp,
}

#[derive(Serialize)]
struct GuideVersion<'a> {
    id: &'a str,
    article: &'a str,
    steps: usize,
    scripts: usize,
}

impl SupportFile {
    /// Makes a support file.
    ///
    /// # Panics
    /// Never: what is written as JSON here holds nothing that JSON cannot.
    pub fn new(sources: &Sources<'_>) -> Self {
        let mut names = PersonalNames::default();
        for name in sources.personal {
            names.learn_unknown("computer", name);
        }
        // The setup it is about comes first, so that its placeholders have the low numbers.
        for setup in sources.setup.into_iter().chain(sources.known) {
            fields::learn(setup, sources.library.guide(setup.guide()), &mut names);
        }
        let mut scrubber = Scrubber::new(names, sources.library);
        let mut files = Vec::new();
        if let Some(setup) = sources.setup {
            let account = fields::of(setup, sources.library.guide(setup.guide()), &mut scrubber);
            files.push(File::json("setup.json", say!("support-setup"), &account));
        }
        files.push(File::json("versions.json", say!("support-versions"), &versions(sources)));
        for log in &sources.logs {
            files.push(File {
                name: format!("log/{}", scrubber.scrub(&log.name)),
                what: say!("support-log"),
                bytes: scrubber.scrub(&redact(end_of(&log.text))).into_bytes(),
            });
        }
        files.insert(0, read_me(&files));
        let day = sources.now.strftime("%Y%m%d-%H%M%S");
        Self { name: format!("crosstrust-support-{day}.zip"), files }
    }

    /// The archive's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is in it.
    pub fn contents(&self) -> SupportContents {
        let entry = |file: &File| SupportEntry { name: file.name.clone(), what: file.what.clone() };
        SupportContents { name: self.name.clone(), entries: self.files.iter().map(entry).collect() }
    }

    /// The files by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice()))
    }

    /// The archive.
    pub fn to_zip(&self) -> Vec<u8> {
        archive::zip(self.files())
    }
}

impl File {
    fn json(name: &str, what: String, value: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec_pretty(value).expect("BUG: it holds nothing JSON cannot");
        Self { name: name.to_owned(), what, bytes }
    }
}

fn versions<'a>(sources: &'a Sources<'_>) -> Versions<'a> {
    let guides = sources.library.guides().map(|guide| GuideVersion {
        id: guide.id.as_str(),
        article: &guide.article.url,
        steps: guide.steps.len(),
        scripts: guide.scripts.len(),
    });
    Versions {
        crosstrust: &sources.program,
        setup_form: crate::setup::VERSION,
        system: &sources.system,
        webview: sources.webview.as_deref(),
        guides: guides.collect(),
        made: sources.now,
    }
}

/// The end of a log, from the beginning of a line.
fn end_of(text: &str) -> &str {
    if text.len() <= LONGEST_LOG {
        return text;
    }
    let start = text.ceil_char_boundary(text.len() - LONGEST_LOG);
    text[start..].split_once('\n').map_or("", |(_, rest)| rest)
}

/// The README: what is in the archive, and what is not.
fn read_me(files: &[File]) -> File {
    let paragraph = |text: String| wrap(&text, WIDTH, "", "");
    let entry = |text: String| wrap(&text, WIDTH, "* ", "  ");
    let files = files
        .iter()
        .map(|file| format!("* {}\n{}", file.name, wrap(&file.what, WIDTH, "  ", "  ")));
    let not_in_it = [
        say!("support-readme-secrets"),
        say!("support-readme-certificates"),
        say!("support-readme-names"),
        say!("support-readme-notes"),
    ];
    let lines = |lines: Vec<String>| lines.join("\n");
    let paragraphs = [
        paragraph(say!("support-readme-title")),
        paragraph(say!("support-readme-sent")),
        paragraph(say!("support-readme-in-it")),
        lines(files.collect()),
        paragraph(say!("support-readme-not-in-it")),
        lines(not_in_it.map(entry).into()),
        paragraph(say!("support-readme-kept")),
    ];
    let text = paragraphs.join("\n\n") + "\n";
    File {
        name: "README.txt".to_owned(),
        what: say!("support-readme"),
        // Windows opens it in an editor that may know no other line ends.
        bytes: text.replace('\n', "\r\n").into_bytes(),
    }
}
