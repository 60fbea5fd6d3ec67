//! The goldens: every generated file as it was last agreed on.
//!
//! The files of the set `plain` are kept whole, in `golden/GUIDE/plain/`. Of every other set only the lines
//! are kept that differ from `plain`: one unified diff without context, `golden/GUIDE/SET.diff`. Reading
//! puts the whole files together again, byte for byte, with byte order marks and line ends. A difference
//! that does not fit `plain` exactly is refused: no line is looked for elsewhere.

use crate::answer_sets::{ALL, PLAIN};
use diffy::patch_set::{ParseOptions, PatchSet};
use diffy::{DiffOptions, Line, Patch};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The check from outside, whose script is kept as that of a guide.
pub const PROBE: &str = "probe";

/// What a run from this PC consists of beside its script. It belongs to no guide.
pub const RUNNER: &str = "runner";

/// Files of one guide and set, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The folder of all goldens.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The folder with a guide's files for plain answers.
pub fn plain_folder(guide: &str) -> PathBuf {
    folder().join(guide).join(PLAIN.name)
}

fn diff_file(guide: &str, set: &str) -> PathBuf {
    folder().join(guide).join(format!("{set}.diff"))
}

/// The whole files of a guide and set.
///
/// # Errors
/// A sentence, when a file is missing, or a difference does not fit `plain`.
pub fn read(guide: &str, set: &str) -> Result<Files, String> {
    let plain = read_plain(&plain_folder(guide))?;
    if set == PLAIN.name {
        return Ok(plain);
    }
    let path = diff_file(guide, set);
    let shown = |why: String| format!("{}: {why}", path.display());
    let diff = std::fs::read(&path).map_err(|error| shown(error.to_string()))?;
    rebuilt(&plain, &diff).map_err(shown)
}

/// The whole files of every guide and set, and of the check from outside, each with its place: `teams/plain/05-role.ps1`.
///
/// # Panics
///
/// When they cannot be read.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for guide in names(&folder()).into_iter().filter(|name| name != RUNNER) {
        for set in ALL {
            let files = read(&guide, set.name).unwrap_or_else(|shown| panic!("{shown}"));
            let files = files.into_iter();
            all.extend(files.map(|(name, bytes)| (format!("{guide}/{}/{name}", set.name), bytes)));
        }
    }
    all
}

/// Writes the goldens of a guide and set anew; those of `plain` before the others.
///
/// # Panics
///
/// When they cannot be written.
pub fn write(guide: &str, set: &str, files: &Files) {
    if set != PLAIN.name {
        let plain = read_plain(&plain_folder(guide)).unwrap_or_else(|shown| panic!("{shown}"));
        std::fs::write(diff_file(guide, set), difference(&plain, set, files))
            .expect("it is written");
        return;
    }
    write_plain(&plain_folder(guide), files);
}

/// The files of the runner.
///
/// # Errors
/// A sentence, when one cannot be read.
pub fn read_runner() -> Result<Files, String> {
    read_plain(&folder().join(RUNNER))
}

/// Writes the files of the runner anew.
///
/// # Panics
///
/// When they cannot be written.
pub fn write_runner(files: &Files) {
    write_plain(&folder().join(RUNNER), files);
}

fn write_plain(folder: &Path, files: &Files) {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("a folder");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("it is written");
    }
}

/// What lies among the goldens of these guides and of the check from outside, and is none.
///
/// # Panics
///
/// When a folder cannot be read.
pub fn strays(guides: &BTreeSet<String>) -> Vec<String> {
    let mut known: BTreeSet<String> = ALL
        .iter()
        .filter(|set| set.name != PLAIN.name)
        .map(|set| format!("{}.diff", set.name))
        .collect();
    known.insert(PLAIN.name.to_owned());
    let found = names(&folder());
    let guides: BTreeSet<String> = guides.iter().cloned().chain([PROBE.to_owned()]).collect();
    let mut strays: Vec<String> =
        found.difference(&guides).filter(|name| *name != RUNNER).cloned().collect();
    for guide in found.intersection(&guides) {
        let inside = names(&folder().join(guide));
        strays.extend(inside.difference(&known).map(|name| format!("{guide}/{name}")));
    }
    strays
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn read_plain(folder: &Path) -> Result<Files, String> {
    let shown = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder).map_err(shown)? {
        let entry = entry.map_err(shown)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, std::fs::read(entry.path()).map_err(shown)?);
    }
    Ok(files)
}

/// The lines of a set that differ from `plain`, file after file.
///
/// # Panics
///
/// When a set has other files than `plain`, or the difference does not give the same files again.
fn difference(plain: &Files, set: &str, files: &Files) -> Vec<u8> {
    assert!(plain.keys().eq(files.keys()), "{set} has the files of {}", PLAIN.name);
    let mut diff = Vec::new();
    for (name, bytes) in files {
        let old = &plain[name];
        if old != bytes {
            let patch = DiffOptions::new()
                .set_context_len(0)
                .set_original_filename(format!("{}/{name}", PLAIN.name))
                .set_modified_filename(format!("{set}/{name}"))
                .create_patch_bytes(old, bytes);
            diff.extend(patch.to_bytes());
        }
    }
    assert!(rebuilt(plain, &diff).as_ref() == Ok(files), "{set}: the difference gives other files");
    diff
}

/// The whole files from those of `plain` and the lines that differ.
fn rebuilt(plain: &Files, diff: &[u8]) -> Result<Files, String> {
    let mut files = plain.clone();
    if diff.is_empty() {
        return Ok(files);
    }
    for file in PatchSet::parse_bytes(diff, ParseOptions::unidiff()) {
        let file = file.map_err(|error| error.to_string())?;
        let patch = file.patch().as_text().ok_or("a part is no text")?;
        let name = patch.modified().map(String::from_utf8_lossy).ok_or("a part names no file")?;
        let name = name.split_once('/').map_or(&*name, |(_, name)| name);
        let old = plain.get(name).ok_or_else(|| format!("there is no {}/{name}", PLAIN.name))?;
        let new = applied(old, patch).map_err(|line| {
            format!(
                "line {line} of {}/{name} is another one; UPDATE_GOLDENS=1 writes it anew",
                PLAIN.name
            )
        })?;
        files.insert(name.to_owned(), new);
    }
    Ok(files)
}

/// The text after a change, or the first line that the change does not fit.
fn applied(old: &[u8], patch: &Patch<'_, [u8]>) -> Result<Vec<u8>, usize> {
    let lines: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let (mut new, mut at) = (Vec::new(), 0);
    for hunk in patch.hunks() {
        let range = hunk.old_range();
        // A place without lines is named by the line before it.
        let start = if range.is_empty() { range.start() } else { range.start().saturating_sub(1) };
        new.extend(lines.get(at..start).ok_or(start)?.concat());
        at = start;
        for line in hunk.lines() {
            if let Line::Context(line) | Line::Delete(line) = line {
                if lines.get(at) != Some(line) {
                    return Err(at + 1);
                }
                at += 1;
            }
            if let Line::Context(line) | Line::Insert(line) = line {
                new.extend(*line);
            }
        }
    }
    new.extend(lines[at..].concat());
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::{Files, difference, rebuilt};

    const OLD: &str = "\u{feff}a\r\nsame\r\n-- b\nsame\r\nlast\r\n";

    fn files(text: &str) -> Files {
        let one = ("01-a.ps1".to_owned(), text.as_bytes().to_vec());
        Files::from([one, ("run-book.txt".to_owned(), b"equal\n".to_vec())])
    }

    #[test]
    fn the_lines_that_differ_give_the_whole_file_byte_for_byte() {
        let plain = files(OLD);
        for new in [
            OLD,
            "",
            "a\r\nsame\r\n-- b\nsame\r\nlast\r\n",
            "\u{feff}a\nsame\r\n-- b\nsame\r\nlast\r\n",
            "\u{feff}a\r\nsame\r\nsame\r\nlast\r\n",
            "\u{feff}a\r\nsame\r\n-- b\nlast\r\n",
            "\u{feff}a\r\n-- b\nsame\r\nlast\r\n",
            "\u{feff}a\r\nsame\r\n++ c\r\n--- x\r\n@@ -1 +1 @@\r\nsame\r\nlast",
            "\u{feff}\r\n\u{feff}a\r\nsame\r\n-- b\nsame\r\nlast\r\n\r\n",
            "\u{feff}a\rsame\u{202e}\r\n-- \\ No newline at end of file\n",
        ] {
            let new = files(new);
            let diff = difference(&plain, "other", &new);
            assert_eq!(rebuilt(&plain, &diff).as_ref(), Ok(&new));
            assert_eq!(diff.is_empty(), new == plain);
            assert!(
                !String::from_utf8(diff).unwrap().contains("equal"),
                "only what differs is kept"
            );
        }
    }

    #[test]
    fn a_difference_that_does_not_fit_is_refused_with_the_line() {
        let new = "\u{feff}a\r\nsame\r\n-- c\nsame\r\nlast\r\n";
        let diff = difference(&files(OLD), "other", &files(new));
        // The line is there, one further down.
        let moved = files(&OLD.replacen("same", "same\r\nsame", 1));
        let shown = rebuilt(&moved, &diff).unwrap_err();
        assert!(shown.starts_with("line 3 of plain/01-a.ps1 is another one"), "{shown}");
        let shown = rebuilt(&files("\u{feff}a\r\n"), &diff).unwrap_err();
        assert!(shown.contains("plain/01-a.ps1"), "{shown}");
        assert!(rebuilt(&Files::new(), &diff).unwrap_err().contains("there is no plain/01-a.ps1"));
        assert!(rebuilt(&files(OLD), b"nothing of the kind").is_err());
    }
}
