//! A Windows of its own for each run of the tests: a folder in which Wine keeps its drive and registry.

use super::Cargo;
use crate::command::{Result, ended};
use crate::files::{emptied, write};
use crate::tools::Tool;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, PipeReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const WINE: Tool = Tool::file("/usr/lib/wine/wine64", "wine64");
const SERVER: Tool = Tool::program("wineserver", "wine");
const COMPILER: Tool = super::LINKER;

/// What it needs.
pub(super) const TOOLS: [Tool; 3] = [WINE, SERVER, COMPILER];

/// What Rust's standard library asks Windows for, and Debian's Wine does not have: random bytes.
const RANDOM: &str = r"
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);
__declspec(dllexport) BOOL ProcessPrng(PBYTE bytes, SIZE_T length) {
    return SystemFunction036(bytes, (ULONG)length);
}
";

/// A Windows, which ends when it is dropped.
pub(super) struct Wine {
    prefix: PathBuf,
}

impl Wine {
    /// A new one of this name.
    ///
    /// # Errors
    /// Wine does not start.
    pub(super) fn new(name: &str) -> Result<Self> {
        let prefix = emptied(&Cargo::target().join(name))?;
        let wine = Self { prefix };
        eprintln!("Starting Wine in {}", wine.prefix.display());
        wine.expect("wineboot", &["--init"])?;
        // Wine calls itself Windows 7 otherwise.
        wine.expect("winecfg", &["-v", "win10"])?;
        wine.add_random_bytes()?;
        Ok(wine)
    }

    /// The program to start Windows programs with.
    pub(super) fn program() -> &'static str {
        WINE.path()
    }

    /// The variables that lead to this one.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("WINEPREFIX", self.prefix.clone().into()),
            ("WINEDEBUG", "-all".into()),
            // Nobody answers the question whether to download these.
            ("WINEDLLOVERRIDES", "mscoree=;mshtml=".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("DISPLAY", "".into()),
        ]
    }

    /// Its drive C.
    pub(super) fn drive(&self) -> PathBuf {
        self.prefix.join("drive_c")
    }

    /// The folder of its only user.
    pub(super) fn home(&self) -> Result<PathBuf> {
        let users = self.drive().join("users");
        let entries = users.read_dir().map_err(|error| format!("{}: {error}", users.display()))?;
        let mut folders = entries.flatten().filter(|entry| entry.file_name() != "Public");
        let folder = folders.next().ok_or_else(|| format!("{} is empty", users.display()))?;
        Ok(folder.path())
    }

    /// Runs a Windows program: its exit code, and what it prints.
    pub(super) fn run<A: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        arguments: &[A],
    ) -> Result<(Option<i32>, String)> {
        self.run_with(&[], program, arguments)
    }

    /// The same with variables of its own.
    pub(super) fn run_with<A: AsRef<OsStr>>(
        &self,
        variables: &[(&'static str, OsString)],
        program: impl AsRef<OsStr>,
        arguments: &[A],
    ) -> Result<(Option<i32>, String)> {
        let mut line: Vec<&OsStr> = vec![program.as_ref()];
        line.extend(arguments.iter().map(AsRef::as_ref));
        let variables = [self.variables(), variables.to_vec()].concat();
        ended(&variables, Path::new(WINE.path()), &line)
    }

    /// Runs a Windows program that has to end well, and gives what it prints.
    pub(super) fn expect<A: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        arguments: &[A],
    ) -> Result<String> {
        let name = program.as_ref().to_string_lossy().into_owned();
        match self.run(program, arguments)? {
            (Some(0), text) => Ok(text),
            (code, text) => Err(format!("{name} ended with {code:?} under Wine: {text}")),
        }
    }

    /// Starts a Windows program and leaves it running. It gives the first line that the program prints: then
    /// it runs.
    pub(super) fn start(
        &self,
        variables: &[(&'static str, OsString)],
        program: &Path,
        arguments: &[&str],
    ) -> Result<Running> {
        let failed = |error: std::io::Error| format!("{}: {error}", program.display());
        let (reader, writer) = std::io::pipe().map_err(failed)?;
        let child = Command::new(WINE.path())
            .arg(program)
            .args(arguments)
            .envs(self.variables())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(writer.try_clone().map_err(failed)?)
            .stderr(writer)
            .spawn()
            .map_err(failed)?;
        let mut output = BufReader::new(reader);
        let mut line = String::new();
        output.read_line(&mut line).map_err(failed)?;
        Ok(Running { child, line, _output: output })
    }

    /// Compiles a few lines of C for Windows.
    pub(super) fn compile(&self, code: &str, to: &Path, options: &[&str]) -> Result {
        let source = self.prefix.join("source.c");
        write(&source, code)?;
        let mut line: Vec<&OsStr> = vec![source.as_os_str(), "-o".as_ref(), to.as_os_str()];
        line.extend(options.iter().map(OsStr::new));
        match ended(&[], Path::new(COMPILER.path()), &line)? {
            (Some(0), _) => Ok(()),
            (_, text) => Err(format!("{} is not built: {text}", to.display())),
        }
    }

    fn add_random_bytes(&self) -> Result {
        let library = self.drive().join("windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        self.compile(RANDOM, &library, &["-shared", "-ladvapi32"])
    }
}

/// A Windows program that was started.
pub(super) struct Running {
    /// The process.
    pub(super) child: Child,
    /// The first line that it printed.
    pub(super) line: String,
    /// Open, so that it can print more.
    _output: BufReader<PipeReader>,
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Ends what still runs in this one, and nothing in another.
        let _ = ended(&self.variables(), Path::new(SERVER.path()), &["--kill"]);
    }
}
