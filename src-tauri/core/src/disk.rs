//! Files on the disk of this computer. A file is saved whole or not at all, for this user alone. A file is
//! read with a limit, and one of the program's own folders only when it is a regular file there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::Path;
use std::time::Duration;
use tempfile::NamedTempFile;

/// The longest file of a person that is read: far more than any receipt, certificate or list of answers.
pub const LONGEST_NAMED: u64 = 16 << 20;

/// The longest file of the program's own that is read.
pub const LONGEST_OWN: u64 = 256 << 20;

/// How the name of a file ends that is being saved. It begins with a dot and the name it will get.
const BEING_SAVED: &str = ".new";

/// How many letters are between the two, so that no two saves meet.
const LOTS: usize = 6;

/// Of a longer name, a file that is being saved has only the beginning.
const LONGEST_NAME: usize = 200;

/// Earlier versions named a file that was being saved so, without the name that it would get.
const FORMERLY: &str = ".tmp";

/// What a save left behind is this old before it is deleted: a program that is still saving is done by then.
const LEFT_BEHIND: Duration = Duration::from_mins(1);

/// The same in the folder of a person, which may be on another computer with another clock.
const LEFT_WITH_A_PERSON: Duration = Duration::from_mins(10);

/// How long a save waits for others who have the file open.
#[cfg(windows)]
const LONGEST_HELD: Duration = Duration::from_secs(2);

/// Saves a file in place of what has its name. The name never shows half a file, and a link of that name is
/// replaced, not followed.
///
/// # Errors
/// The system refused. What was there before is still there.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put_in_place(written_beside(path, bytes)?, path)?;
    sync_folder(folder_of(path))
}

/// Saves a file where a person named it, in place of a regular file. A link is the person's own and is followed.
/// What killed saves of the same name left there is deleted.
///
/// # Errors
/// The name belongs to anything else, such as a pipe; the system refused. What was there before is still there.
pub fn save_named(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(no_regular_file()),
        Ok(_) if fs::symlink_metadata(path)?.is_symlink() => fs::canonicalize(path)?,
        _ => path.to_owned(),
    };
    sweep_same_name(&target);
    save(&target, bytes)
}

/// Saves a file under a name that is free. What killed saves of the same name left there is deleted.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] where the name is taken; the system refused.
pub fn save_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    sweep_same_name(path);
    match written_beside(path, bytes)?.persist_noclobber(path) {
        Ok(_) => {}
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => {
            return Err(refused.error);
        }
        // Some network folders can neither link nor rename without replacing: the name is taken first.
        Err(refused) => {
            private(OpenOptions::new().write(true).create_new(true)).open(path)?;
            if let Err(error) = put_in_place(refused.file, path) {
                fs::remove_file(path)?;
                return Err(error);
            }
        }
    }
    sync_folder(folder_of(path))
}

/// Creates an empty file of the program's own that only this user can read, in place of what has its name.
/// A link of that name is deleted, not followed.
///
/// # Errors
/// The system refused.
pub fn create_own(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// Gives a file of the program's own a second name, in place of what has that name. A link is refused.
///
/// # Errors
/// The file is missing, or anything but a regular file; the disk has no second names; the system refused.
#[cfg(unix)]
pub(crate) fn link_own(path: &Path, second: &Path) -> io::Result<()> {
    refuse_others(path, false)?;
    close_to_others(path);
    match fs::remove_file(second) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::hard_link(path, second)
}

/// Windows has second names, but nothing tells afterwards which files have one.
#[cfg(not(unix))]
pub(crate) fn link_own(_path: &Path, _second: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Whether a file has a second name.
pub(crate) fn has_second_name(path: &Path) -> bool {
    #[cfg(unix)]
    let second = {
        use std::os::unix::fs::MetadataExt as _;
        fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.nlink() > 1)
    };
    #[cfg(not(unix))]
    let second = {
        let _ = path;
        false
    };
    second
}

/// Opens a file of the program's own for writing, and creates it where it is missing. Nothing is written yet.
///
/// # Errors
/// The system refused, or the name belongs to a link or to anything but a regular file.
pub fn open_own(path: &Path, create: bool) -> io::Result<File> {
    refuse_others(path, create)?;
    let mut options = OpenOptions::new();
    options.write(true).create(create).truncate(false);
    regular(unfollowed(private(&mut options)).open(path)?)
}

/// Reads a file of the program's own.
///
/// # Errors
/// It is missing, a link, or anything but a regular file; it is longer than `longest`; the system refused.
pub fn read_own(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    refuse_others(path, false)?;
    limited(regular(unfollowed(OpenOptions::new().read(true)).open(path)?)?, longest)
}

/// Reads a regular file that a person chose, also through a link.
///
/// # Errors
/// It is anything else, such as a pipe, which would be waited for; it is longer than `longest`; the system
/// refused.
pub fn read_file(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    limited(regular(unwaited(OpenOptions::new().read(true)).open(path)?)?, longest)
}

/// Reads whatever a person named on the command line, also a pipe.
///
/// # Errors
/// It is longer than `longest`, or the system refused.
pub fn read_any(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    limited(File::open(path)?, longest)
}

/// Makes a folder, and those above it, where they are missing: for this user alone.
///
/// # Errors
/// The system refused.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Makes a folder of the program's own. One that is there already is closed to other users.
///
/// # Errors
/// The folder is missing and could not be made.
pub fn make_own_folder(path: &Path) -> io::Result<()> {
    make_folder(path)?;
    close_to_others(path);
    Ok(())
}

/// Closes a file or folder of the program's own to other users of this computer. A system that refuses keeps
/// what it had: the program may only read there.
pub fn close_to_others(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(found) = fs::symlink_metadata(path) else { return };
        let mode = found.permissions().mode();
        if !found.is_symlink() && mode & 0o077 != 0 {
            let closed = fs::Permissions::from_mode(mode & 0o700);
            if let Err(error) = fs::set_permissions(path, closed) {
                tracing::debug!(%error, "a file could not be closed to other users");
            }
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Deletes what saves left in a folder that were killed, where `ours` is true of the name that the file was
/// to get. What another program may still be saving stays.
pub fn sweep(folder: &Path, ours: impl Fn(&str) -> bool) {
    sweep_older(folder, LEFT_BEHIND, ours);
}

/// The same in a folder of a person, which another computer with another clock may share.
pub fn sweep_with_a_person(folder: &Path, ours: impl Fn(&str) -> bool) {
    sweep_older(folder, LEFT_WITH_A_PERSON, ours);
}

/// The same for what nobody else saves: it is deleted however new it is.
pub fn sweep_all(folder: &Path, ours: impl Fn(&str) -> bool) {
    sweep_older(folder, Duration::ZERO, ours);
}

/// The same for one name, and for those that differ in their digits alone: the same file of another day.
fn sweep_same_name(path: &Path) {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return };
    let but_for_digits = |name: &str| name.replace(|letter: char| letter.is_ascii_digit(), "0");
    let ours = but_for_digits(beginning(&name));
    sweep_older(folder_of(path), LEFT_WITH_A_PERSON, |left| but_for_digits(left) == ours);
}

fn sweep_older(folder: &Path, age: Duration, ours: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.to_str().and_then(being_saved).is_some_and(&ours) {
            continue;
        }
        // Of the entry itself: a link is never followed.
        let Ok(found) = entry.metadata() else { continue };
        if found.is_file() && (age.is_zero() || is_older(&found, age)) {
            match fs::remove_file(entry.path()) {
                Ok(()) => tracing::info!("what a killed save left was deleted"),
                Err(error) => tracing::debug!(%error, "what a killed save left stays"),
            }
        }
    }
}

/// Whether something was last changed at least so long ago. Where the clock says that it will be, it is not.
pub fn is_older(found: &fs::Metadata, age: Duration) -> bool {
    let changed = found.modified().ok();
    changed.and_then(|at| at.elapsed().ok()).is_some_and(|passed| passed >= age)
}

/// The name that a file was to get while it was being saved; empty for one of an earlier version.
fn being_saved(name: &str) -> Option<&str> {
    let by_lots =
        |lots: &str| lots.len() == LOTS && lots.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if name.strip_prefix(FORMERLY).is_some_and(by_lots) {
        return Some("");
    }
    let (target, lots) = name.strip_prefix('.')?.strip_suffix(BEING_SAVED)?.rsplit_once('.')?;
    by_lots(lots).then_some(target)
}

/// What a file that is being saved has of the name that it will get. There is room for the rest in the 255 bytes
/// that systems allow.
fn beginning(name: &str) -> &str {
    &name[..name.floor_char_boundary(LONGEST_NAME)]
}

/// A file with these bytes beside the one that it will replace, on the disk.
fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let name = path.file_name().ok_or(ErrorKind::InvalidFilename)?.to_string_lossy();
    let mut file = tempfile::Builder::new()
        .prefix(&format!(".{}.", beginning(&name)))
        .suffix(BEING_SAVED)
        .rand_bytes(LOTS)
        .tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives a saved file its name, in place of what has that name.
#[cfg(not(windows))]
fn put_in_place(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path)?;
    Ok(())
}

/// Gives a saved file its name, in place of what has that name. It is closed, and an ordinary file from here on.
#[cfg(windows)]
fn put_in_place(file: NamedTempFile, path: &Path) -> io::Result<()> {
    let made = file.into_temp_path().keep()?;
    rename(&made, path).inspect_err(|_| {
        // It is swept up later.
        let _ = fs::remove_file(&made);
    })
}

/// Renames a file, in place of what has the new name.
///
/// # Errors
/// The system refused.
#[cfg(not(windows))]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Renames a file, in place of what has the new name. Older Windows refuses that while somebody reads there, and a virus
/// scanner opens each new file for a moment: it is tried again.
///
/// # Errors
/// The system refused.
#[cfg(windows)]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let begun = std::time::Instant::now();
    loop {
        match fs::rename(from, to) {
            Err(error) if is_held(&error) && begun.elapsed() < LONGEST_HELD => {
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

/// Whether somebody else has the file open: access denied, a sharing violation or a lock violation.
#[cfg(windows)]
fn is_held(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Makes a rename last. Windows offers no such thing and needs none: NTFS journals names. Some network
/// folders offer none either.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// At most a little more than is taken, so that a device that never ends does not fill the memory.
fn limited(file: File, longest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(longest.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest {
        let why = format!("it is larger than {longest} bytes");
        return Err(io::Error::new(ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

fn no_regular_file() -> io::Error {
    io::Error::other("it is no regular file")
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_regular_file()) }
}

/// Refuses a link and anything that is no regular file, in words; opening refuses them once more.
fn refuse_others(path: &Path, may_be_missing: bool) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            Err(io::Error::other("it is a link, and Crosstrust follows none here"))
        }
        Ok(found) if !found.is_file() => Err(no_regular_file()),
        Err(error) if !(may_be_missing && error.kind() == ErrorKind::NotFound) => Err(error),
        _ => Ok(()),
    }
}

/// A file that is created is for this user alone.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A pipe is not waited for.
fn unwaited(options: &mut OpenOptions) -> &mut OpenOptions {
    flags(options, false)
}

/// Neither is a link followed nor a pipe waited for.
fn unfollowed(options: &mut OpenOptions) -> &mut OpenOptions {
    flags(options, true)
}

#[cfg(unix)]
fn flags(options: &mut OpenOptions, no_links: bool) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    let links = if no_links { OFlags::NOFOLLOW } else { OFlags::empty() };
    let flags = (links | OFlags::NONBLOCK).bits().cast_signed();
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags)
}

#[cfg(not(unix))]
fn flags(options: &mut OpenOptions, _no_links: bool) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::time::SystemTime;
    use tempfile::TempDir;

    fn folder() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_saved_whole_and_nothing_stays_beside_it() {
        let folder = folder();
        let path = folder.path().join("report.html");
        save(&path, b"one").unwrap();
        save(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(save_new(&path, b"three").unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"two", "it was not replaced");
        save_new(&folder.path().join("new.html"), b"four").unwrap();
        assert_eq!(names(folder.path()), ["new.html", "report.html"]);
    }

    #[test]
    fn a_file_that_somebody_reads_is_saved_too() {
        let folder = folder();
        let path = folder.path().join("setup.json");
        save(&path, b"one").unwrap();
        let reader = File::open(&path).unwrap();
        let reading = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            limited(reader, 8).unwrap()
        });
        save(&path, b"two").unwrap();
        assert_eq!(reading.join().unwrap(), b"one", "it reads what it opened");
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["setup.json"]);
    }

    #[test]
    fn a_save_that_fails_leaves_what_was_there() {
        let folder = folder();
        let path = folder.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("mine"), "mine").unwrap();
        save(&path, b"one").unwrap_err();
        assert_eq!(names(folder.path()), ["taken"], "nothing half stays beside it");
        assert_eq!(names(&path), ["mine"]);
        save(&folder.path().join("missing/report.html"), b"one").unwrap_err();
    }

    #[test]
    fn the_longest_name_can_be_saved() {
        let folder = folder();
        let path = folder.path().join("x".repeat(255));
        save(&path, b"one").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = folder();
        let path = folder.path().join("file");
        fs::write(&path, "12345").unwrap();
        for read in [read_own, read_file, read_any] {
            assert_eq!(read(&path, 5).unwrap(), b"12345");
            let refused = read(&path, 4).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::FileTooLarge);
            assert!(refused.to_string().contains("larger than 4 bytes"), "{refused}");
            let missing = read(&folder.path().join("missing"), 5).unwrap_err();
            assert_eq!(missing.kind(), ErrorKind::NotFound);
        }
    }

    /// A file that was to get this name, changed so long ago.
    fn left(folder: &Path, name: &str, seconds: u64) -> PathBuf {
        let path = folder.join(name);
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
        path
    }

    #[test]
    fn what_killed_saves_left_is_deleted_and_nothing_else() {
        let folder = folder();
        left(folder.path(), ".report.html.aB3dE6.new", 120);
        for kept in [
            ".report.html.aB3dE6.new.txt",
            ".report.html.aB3dE.new",
            ".report.html.aB3-E6.new",
            "report.html.aB3dE6.new",
            ".mine.html.aB3dE6.new",
            "report.html",
        ] {
            left(folder.path(), kept, 120);
        }
        left(folder.path(), ".report.html.fresh1.new", 5);
        fs::create_dir(folder.path().join(".report.html.folder.new")).unwrap();
        sweep(folder.path(), |name| name.starts_with("report"));
        let after = names(folder.path());
        assert_eq!(after.len(), 8, "{after:?}");
        assert!(!after.contains(&".report.html.aB3dE6.new".to_owned()), "{after:?}");
        sweep_all(folder.path(), |name| name.starts_with("report"));
        let after = names(folder.path());
        assert_eq!(after.len(), 7, "what nobody else saves is deleted at once: {after:?}");
        left(folder.path(), ".tmpaB3dE6", 120);
        left(folder.path(), ".tmpaB3dE6x", 120);
        sweep(folder.path(), str::is_empty);
        assert_eq!(names(folder.path()).len(), 8, "of an earlier version too");
        sweep(&folder.path().join("missing"), |_| true);
    }

    #[test]
    fn what_killed_saves_left_with_a_person_is_deleted_when_the_file_is_saved_again() {
        let long = "y".repeat(240);
        for save in [save_named, save_new] {
            let folder = folder();
            left(folder.path(), ".report-2026-11-28.html.aB3dE6.new", 660);
            left(folder.path(), ".report-2026-11-30.html.aB3dE6.new", 660);
            left(folder.path(), &format!(".{}.aB3dE6.new", &long[..LONGEST_NAME]), 660);
            for kept in [
                ".report-2026-11-30.zip.aB3dE6.new",
                ".my-report-2026-11-30.html.aB3dE6.new",
                ".report-2026-11-30.html.aB3dE6x.new",
                ".tmpaB3dE6",
            ] {
                left(folder.path(), kept, 660);
            }
            left(folder.path(), ".report-2026-11-30.html.fresh1.new", 500);
            save(&folder.path().join("report-2026-11-30.html"), b"one").unwrap();
            assert_eq!(names(folder.path()).len(), 7, "{:?}", names(folder.path()));
            save(&folder.path().join(&long), b"one").unwrap();
            let after = names(folder.path());
            assert!(!after.iter().any(|name| name.starts_with(".y")), "{after:?}");
            assert_eq!(after.len(), 7, "{after:?}");
        }
    }

    #[test]
    fn a_save_in_progress_has_a_name_that_is_swept() {
        let folder = folder();
        for name in ["report.html", &"y".repeat(200)] {
            let file = written_beside(&folder.path().join(name), b"half").unwrap();
            let beside = file.path().file_name().unwrap().to_str().unwrap();
            let target = being_saved(beside).expect("it is known again");
            assert!(name.starts_with(target) && !target.is_empty(), "{beside}");
        }
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        use std::process::Command;
        use std::sync::mpsc;

        fn mode(path: &Path) -> u32 {
            fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
        }

        /// The result of something that must not wait.
        fn at_once<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
            let (done, result) = mpsc::channel();
            std::thread::spawn(move || done.send(work()));
            result.recv_timeout(Duration::from_secs(10)).expect("it does not wait for anybody")
        }

        fn pipe(folder: &Path) -> PathBuf {
            let path = folder.join("pipe");
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            path
        }

        #[test]
        fn what_is_saved_is_for_this_user_alone() {
            let folder = folder();
            let deep = folder.path().join("one/two");
            make_folder(&deep).unwrap();
            assert_eq!((mode(&deep), mode(deep.parent().unwrap())), (0o700, 0o700));
            let paths = ["saved", "new", "own", "opened"].map(|name| deep.join(name));
            fs::write(&paths[0], "open to all").unwrap();
            save(&paths[0], b"").unwrap();
            save_new(&paths[1], b"").unwrap();
            create_own(&paths[2]).unwrap();
            open_own(&paths[3], true).unwrap();
            for path in paths {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
            fs::set_permissions(&deep, fs::Permissions::from_mode(0o755)).unwrap();
            make_own_folder(&deep).unwrap();
            assert_eq!(mode(&deep), 0o700, "one of an earlier version is closed");
        }

        #[test]
        fn a_link_is_never_followed_in_a_folder_of_the_program() {
            let folder = folder();
            let (target, link) = (folder.path().join("target"), folder.path().join("link"));
            fs::write(&target, "mine").unwrap();
            let set = || symlink(&target, &link).unwrap();
            set();
            let refused = read_own(&link, 10).unwrap_err();
            assert!(refused.to_string().contains("link"), "{refused}");
            open_own(&link, true).unwrap_err();
            save_new(&link, b"theirs").unwrap_err();
            save(&link, b"theirs").unwrap();
            assert_eq!(fs::read(&link).unwrap(), b"theirs");
            fs::remove_file(&link).unwrap();
            set();
            drop(create_own(&link).unwrap());
            assert!(fs::symlink_metadata(&link).unwrap().is_file());
            assert_eq!(fs::read(&target).unwrap(), b"mine");
            assert_eq!(read_file(&target, 10).unwrap(), b"mine");
            fs::remove_file(&link).unwrap();
            set();
            assert_eq!(read_file(&link, 10).unwrap(), b"mine", "a person's own link is followed");
        }

        #[test]
        fn a_link_that_leads_nowhere_creates_nothing() {
            let folder = folder();
            let (target, link) = (folder.path().join("target"), folder.path().join("link"));
            symlink(&target, &link).unwrap();
            open_own(&link, true).unwrap_err();
            save_new(&link, b"one").unwrap_err();
            assert!(!target.exists());
        }

        #[test]
        fn nobody_waits_for_a_pipe_or_reads_a_device_to_its_end() {
            let folder = folder();
            let pipe = pipe(folder.path());
            for read in [read_own, read_file] {
                let path = pipe.clone();
                let refused = at_once(move || read(&path, 10)).unwrap_err();
                assert!(refused.to_string().contains("no regular file"), "{refused}");
                read(Path::new("/dev/zero"), 10).unwrap_err();
            }
            let path = pipe.clone();
            at_once(move || open_own(&path, true)).unwrap_err();
            let refused = read_any(Path::new("/dev/zero"), 10).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::FileTooLarge);
        }

        #[test]
        fn what_a_person_names_replaces_a_regular_file_alone_and_a_link_is_followed() {
            let folder = folder();
            let pipe = pipe(folder.path());
            let refused = {
                let path = pipe.clone();
                at_once(move || save_named(&path, b"one")).unwrap_err()
            };
            assert!(refused.to_string().contains("no regular file"), "{refused}");
            save_named(Path::new("/dev/null"), b"one").unwrap_err();
            save_named(folder.path(), b"one").unwrap_err();
            fs::remove_file(&pipe).unwrap();
            let (target, link) = (folder.path().join("target"), folder.path().join("link"));
            fs::write(&target, "old").unwrap();
            symlink(&target, &link).unwrap();
            save_named(&link, b"new").unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read(&target).unwrap(), b"new");
            assert_eq!(names(folder.path()), ["link", "target"]);
        }

        #[test]
        fn a_link_is_not_swept() {
            let folder = folder();
            let link = folder.path().join(".report.html.aB3dE6.new");
            symlink(folder.path().join("nowhere"), &link).unwrap();
            sweep_all(folder.path(), |_| true);
            assert!(fs::symlink_metadata(&link).is_ok());
        }
    }
}
