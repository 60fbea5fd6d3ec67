//! The bundle: all scripts of a guide as files, with a run book and checksums, for somebody who runs
//! them on a machine that this program never sees.
//!
//! The contents of the run book are left to `run_book`; here is which files there are and how they
//! reach a folder or an archive.

use super::{
    Numbered, RenderError, Script, ScriptContext, directory_team, numbered, run_book, starter,
    write,
};
use crate::archive;
use crate::disk::{self, LONGEST_NAMED};
use crate::error::{ErrorCode, Problem};
use crate::guide::{Guide, Library, ScriptRole};
use crate::messages::say;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The run book's file name.
const RUN_BOOK: &str = "run-book.txt";

/// The name of the file of checksums, which `sha256sum -c` reads.
const CHECKSUMS: &str = "SHA256SUMS";

/// Files that belong together, in the order of their names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bundle {
    /// The files: scripts, run book, files to double-click, what the Active Directory team gets, checksums.
    pub files: Vec<BundleFile>,
    /// The setup, as its scripts name it.
    setup_id: String,
}

/// One file of a bundle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BundleFile {
    /// Its name; of a file to double-click with its folder: `03-account/1 Dry run.cmd`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why a bundle was not written to a folder.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The system refused.
    #[error("{}", say!("script-file-failed", path = path.display(), source = source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of that name is there and was not written by an export, or was changed since.
    #[error(
        "{}", say!("script-folder-taken", path = path.display()))]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
}

impl From<BundleError> for Problem {
    fn from(error: BundleError) -> Self {
        let problem = Self::new(ErrorCode::StorageFailed, error.to_string());
        match error {
            BundleError::Io { source, .. } => problem.with_detail(source.to_string()),
            BundleError::NotOurs { .. } => problem,
        }
    }
}

/// A script that is not in the bundle, and why.
pub(super) struct LeftOut {
    pub(super) title: String,
    pub(super) why: String,
}

impl Bundle {
    /// Writes every script that the available answers allow. The run book names the others. An undo
    /// script is written once there is something to take back.
    pub fn new(
        library: &Library,
        guide: &Guide,
        context: &ScriptContext<'_>,
    ) -> Result<Self, RenderError> {
        let mut scripts: Vec<Script> = Vec::new();
        let mut written = Vec::new();
        let mut left_out = Vec::new();
        for one in numbered(guide) {
            let Numbered { spec, .. } = one;
            if spec.role == ScriptRole::Undo && !context.undo_list.concerns(guide, spec) {
                let why = say!("script-undo-later");
                left_out.push(LeftOut { title: spec.title.clone(), why: why.clone() });
                continue;
            }
            match write(library, guide, &spec.id, context) {
                Ok(script) => {
                    scripts.push(script);
                    written.push(one);
                }
                Err(error @ (RenderError::Missing { .. } | RenderError::Unconfirmed { .. })) => {
                    left_out.push(LeftOut { title: spec.title.clone(), why: error.to_string() });
                }
                Err(error) => return Err(error),
            }
        }
        let text = run_book::write(guide, context, &scripts, &left_out)?;
        let mut files: Vec<BundleFile> = scripts
            .iter()
            .map(|script| BundleFile { name: script.file_name.clone(), bytes: script.bytes() })
            .collect();
        files.push(BundleFile { name: RUN_BOOK.to_owned(), bytes: run_book::bytes(&text) });
        files.extend(starter::files(&written));
        if let Some(text) = directory_team::write(guide, context.answers) {
            let name = directory_team::FILE.to_owned();
            files.push(BundleFile { name, bytes: run_book::bytes(&text) });
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        let mut sums = String::new();
        for file in &files {
            writeln!(sums, "{}  {}", checksum(&file.bytes), file.name)
                .expect("BUG: writing to a string does not fail");
        }
        files.insert(0, BundleFile { name: CHECKSUMS.to_owned(), bytes: sums.into_bytes() });
        Ok(Self { files, setup_id: context.setup_id.to_owned() })
    }

    /// Writes the files into a folder, which is made when it is missing. Files that an earlier export
    /// left there unchanged are replaced, or deleted where this one lacks them; any other file of the
    /// same name is refused, and then nothing is written. The checksums come last, so that they never speak of files
    /// that are not there.
    pub fn write_to(&self, folder: &Path) -> Result<(), BundleError> {
        disk::make_folder(folder).map_err(io(folder))?;
        let earlier = earlier_checksums(folder)?;
        for file in &self.files {
            let path = folder.join(&file.name);
            if let Some(inner) = inner_folder(&file.name)
                && !is_free_or_folder(&folder.join(inner))?
            {
                return Err(BundleError::NotOurs { path: folder.join(inner) });
            }
            let Some(found) = read_if_there(&path)? else { continue };
            let ours = file.name == CHECKSUMS && !earlier.is_empty()
                || found == file.bytes
                || earlier.get(&file.name) == Some(&checksum(&found));
            if !ours {
                return Err(BundleError::NotOurs { path });
            }
        }
        self.sweep(folder, &earlier);
        let (sums, others): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|file| file.name == CHECKSUMS);
        for file in others {
            let path = folder.join(&file.name);
            if let Some(inner) = inner_folder(&file.name) {
                let inner = folder.join(inner);
                disk::make_folder(&inner).map_err(io(&inner))?;
            }
            disk::save(&path, &file.bytes).map_err(io(&path))?;
        }
        self.delete_former(folder, &earlier)?;
        for file in sums {
            let path = folder.join(&file.name);
            disk::save(&path, &file.bytes).map_err(io(&path))?;
        }
        Ok(())
    }

    /// Writes the files into the folder of this name in `parent`, and gives that folder. An earlier
    /// export of the same setup is replaced, as [`Bundle::write_to`] does it. Where the folder holds
    /// anything else, such as the export of another setup, the next free name is taken: `name (2)`.
    pub fn write_into(&self, parent: &Path, name: &str) -> Result<PathBuf, BundleError> {
        let mut number = 1_u32;
        loop {
            let folder = match number {
                1 => parent.join(name),
                _ => parent.join(format!("{name} ({number})")),
            };
            if self.may_take(&folder)? {
                match self.write_to(&folder) {
                    // Changed since by somebody: it stays as it is.
                    Err(BundleError::NotOurs { .. }) => {}
                    written => return written.map(|()| folder),
                }
            } else if is_real_folder(&folder) {
                self.sweep(&folder, &BTreeMap::new());
            }
            number += 1;
        }
    }

    /// Whether a folder is missing or empty, or holds an export of the same setup.
    fn may_take(&self, folder: &Path) -> Result<bool, BundleError> {
        match std::fs::symlink_metadata(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
            Err(error) => return Err(io(folder)(error)),
            Ok(_) if !folder.is_dir() => return Ok(false),
            Ok(_) => {}
        }
        if std::fs::read_dir(folder).map_err(io(folder))?.next().is_none() {
            return Ok(true);
        }
        for (name, sum) in earlier_checksums(folder)? {
            if Path::new(&name).file_name() != Some(name.as_ref()) {
                continue;
            }
            let found = read_if_there(&folder.join(&name))?.unwrap_or_default();
            if checksum(&found) == sum && holds(&found, self.setup_id.as_bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deletes what killed saves of these files, and of those of an earlier export, left in the folder and in those
    /// in it.
    fn sweep(&self, folder: &Path, earlier: &BTreeMap<String, String>) {
        let mut by_folder: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let former = earlier.keys().filter(|name| is_inside(folder, name));
        for name in self.files.iter().map(|file| &file.name).chain(former) {
            let (inner, name) = name.split_once('/').unwrap_or(("", name));
            by_folder.entry(inner).or_default().insert(name);
        }
        for (inner, names) in by_folder {
            if inner.is_empty() || is_real_folder(&folder.join(inner)) {
                disk::sweep_with_a_person(&folder.join(inner), |name| names.contains(name));
            }
        }
    }

    /// Deletes what an earlier export left unchanged and this one lacks, such as a script under a
    /// former number: run by mistake, it would carry former answers.
    fn delete_former(
        &self,
        folder: &Path,
        earlier: &BTreeMap<String, String>,
    ) -> Result<(), BundleError> {
        for (name, sum) in earlier {
            // The list is a file of the folder's: only a name in that folder is followed, or in a folder in it.
            if !is_inside(folder, name) || self.files.iter().any(|file| file.name == *name) {
                continue;
            }
            let path = folder.join(name);
            if read_if_there(&path)?.is_some_and(|found| checksum(&found) == *sum) {
                std::fs::remove_file(&path).map_err(io(&path))?;
                if let Some(inner) = inner_folder(name) {
                    // It stays where it holds anything else.
                    let _ = std::fs::remove_dir(folder.join(inner));
                }
            }
        }
        Ok(())
    }

    /// The files as one zip archive. The same files give the same bytes: they contain no time of day.
    pub fn to_zip(&self) -> Vec<u8> {
        archive::zip(self.files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())))
    }
}

/// The folder that a file of a bundle is in, below that of the bundle.
fn inner_folder(name: &str) -> Option<&str> {
    name.split_once('/').map(|(inner, _)| inner)
}

/// Whether a name of a list leads to a file in the folder, or in a folder in it that is no link.
fn is_inside(folder: &Path, name: &str) -> bool {
    let is_name = |part: &str| Path::new(part).file_name() == Some(part.as_ref());
    match name.split_once('/') {
        None => is_name(name),
        Some((inner, file)) => {
            is_name(inner) && is_name(file) && is_real_folder(&folder.join(inner))
        }
    }
}

/// Whether it is a folder, and no link to one.
fn is_real_folder(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Whether a folder can be made there, or is there already. A link is not followed.
fn is_free_or_folder(path: &Path) -> Result<bool, BundleError> {
    match std::fs::symlink_metadata(path) {
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(io(path)(error)),
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> BundleError {
    move |source| BundleError::Io { path: path.to_owned(), source }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && bytes.windows(part.len()).any(|window| window == part)
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, BundleError> {
    match disk::read_own(path, LONGEST_NAMED) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(path)(error)),
    }
}

/// The checksums of an earlier export, by file name; empty when there are none, or when the file is
/// something else.
fn earlier_checksums(folder: &Path) -> Result<BTreeMap<String, String>, BundleError> {
    let bytes = read_if_there(&folder.join(CHECKSUMS))?.unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    let entry = |line: &str| {
        let (sum, name) = line.split_once("  ")?;
        (sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .then(|| (name.to_owned(), sum.to_owned()))
    };
    Ok(text.lines().map(entry).collect::<Option<_>>().unwrap_or_default())
}

pub(super) fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("BUG: writing to a string does not fail");
        digits
    })
}
