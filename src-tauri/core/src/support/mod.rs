//! The support file: what somebody who helps needs to see, as one archive that says what is in it.
//!
//! Plain values in, named bytes out. Nothing personal goes in: `personal` learns every value that came
//! from outside (answers, receipts, names in the tenant, this computer's own), `scrub` puts the same
//! placeholder in its place wherever it stands, `fields` decides which part of a setup is ours to
//! show. Secrets were never in any of it; the log is redacted once more all the same. Where the parts
//! come from, and where the archive goes, is the shell's business.

mod fields;
mod personal;
mod scrub;

#[cfg(test)]
mod tests;

use crate::archive;
use crate::guide::Library;
use crate::redact::redact;
use crate::setup::Setup;
use jiff::Timestamp;
use personal::PersonalNames;
use scrub::Scrubber;
use serde::Serialize;
use std::fmt::Write as _;
use ts_rs::TS;

/// The most of one day's log that goes in: its end.
const LONGEST_LOG: usize = 1 << 20;

/// Everything a support file is made from.
pub struct Sources<'a> {
    /// The setup it is about; none: it is about the program.
    pub setup: Option<&'a Setup>,
    /// All setups there are. Their names may stand in the log.
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
    what: &'static str,
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
            files.push(File::json(
                "setup.json",
                "The setup: where each step stands, what receipts and Microsoft Graph said, the journal. PersonalNames are replaced, certificates left out.",
                &account,
            ));
        }
        files.push(File::json(
            "versions.json",
            "Versions of the program, its guides and the system.",
            &versions(sources),
        ));
        for log in &sources.logs {
            files.push(File {
                name: format!("log/{}", scrubber.scrub(&log.name)),
                what: "What the program did on one day. PersonalNames are replaced.",
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
        let entry =
            |file: &File| SupportEntry { name: file.name.clone(), what: file.what.to_owned() };
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
    fn json(name: &str, what: &'static str, value: &impl Serialize) -> Self {
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

fn read_me(files: &[File]) -> File {
    let mut text = String::from(
        "Crosstrust support file\r\n\r\n\
        Made on your computer and sent by nobody: you decide who gets it. Look into it first; all of\r\n\
        it is text.\r\n\r\nIn it:\r\n\r\n",
    );
    for file in files {
        write!(text, "* {}\r\n  {}\r\n", file.name, file.what)
            .expect("BUG: writing to a string does not fail");
    }
    text.push_str(
        "\r\nNot in it:\r\n\r\n\
        * Passwords, tokens, codes, keys of any kind. Crosstrust never writes them to a file.\r\n\
        * Certificates and the names in them. Their thumbprints and dates are in it.\r\n\
        * Your answers, names of people, computers, domains and folders, your tenant's id. In their\r\n\
        \x20 place stand words such as domain-1, person-1, computer-1: the same word for the same name,\r\n\
        \x20 all through this file. Which name it was is written nowhere.\r\n\
        * What scripts and operators wrote in words of their own.\r\n\r\n\
        Application ids, error codes, request ids, thumbprints, dates and the states of steps stand as\r\n\
        they are, because a support case is made of them.\r\n",
    );
    File {
        name: "README.txt".to_owned(),
        what: "What is in this file, and what is not.",
        bytes: text.into_bytes(),
    }
}
