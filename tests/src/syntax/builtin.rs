//! The commands of PowerShell itself that scripts may use, as PowerShell 4 has them.
//!
//! Short on purpose: a command that is not here is looked at before it is used. Names and parameters
//! are those of the documentation of Microsoft.PowerShell.Core, .Management and .Utility, and of
//! `DnsClient`, which Windows Server 2008 R2 lacks: a script asks for it first.

/// A command of PowerShell itself.
pub(super) struct Builtin {
    /// Its name.
    pub(super) name: &'static str,
    /// The parameters that take a value.
    valued: &'static [&'static str],
    /// The parameters that take none.
    switches: &'static [&'static str],
}

impl Builtin {
    /// Whether a parameter takes no value; `None` where there is no such parameter.
    pub(super) fn is_switch(&self, parameter: &str) -> Option<bool> {
        if self.switches.contains(&parameter) {
            return Some(true);
        }
        (self.valued.contains(&parameter) || COMMON_VALUED.contains(&parameter)).then_some(false)
    }
}

/// The parameters that every cmdlet takes, and that want a value.
pub(super) const COMMON_VALUED: [&str; 7] = [
    "ErrorAction",
    "ErrorVariable",
    "OutBuffer",
    "OutVariable",
    "PipelineVariable",
    "WarningAction",
    "WarningVariable",
];

/// The parameters that every cmdlet takes, and that want none.
pub(super) const COMMON_SWITCHES: [&str; 2] = ["Debug", "Verbose"];

/// Programs of Windows that scripts may call.
pub(super) const PROGRAMS: [&str; 1] = ["iisreset"];

const fn builtin(
    name: &'static str,
    valued: &'static [&'static str],
    switches: &'static [&'static str],
) -> Builtin {
    Builtin { name, valued, switches }
}

const BUILTINS: &[Builtin] = &[
    builtin("ConvertFrom-Json", &["InputObject"], &[]),
    builtin("ConvertTo-Json", &["Depth", "InputObject"], &["Compress"]),
    builtin("ForEach-Object", &["Begin", "End", "InputObject", "MemberName", "Process"], &[]),
    builtin(
        "Get-ChildItem",
        &["Exclude", "Filter", "Include", "LiteralPath", "Path"],
        &["Directory", "File", "Force", "Name", "Recurse"],
    ),
    builtin("Get-Command", &["CommandType", "Module", "Name", "TotalCount"], &["All", "Syntax"]),
    builtin("Get-Item", &["Exclude", "Filter", "Include", "LiteralPath", "Path"], &["Force"]),
    builtin("Get-Module", &["Name"], &["All", "ListAvailable"]),
    builtin("Invoke-Command", &["ArgumentList", "ComputerName", "ScriptBlock"], &[]),
    builtin("Join-Path", &["ChildPath", "Path"], &["Resolve"]),
    builtin("New-Object", &["ArgumentList", "ComObject", "Property", "TypeName"], &["Strict"]),
    builtin("Out-String", &["InputObject", "Width"], &["Stream"]),
    builtin("Resolve-DnsName", &["Name", "Server", "Type"], &["DnsOnly", "NoHostsFile"]),
    builtin(
        "Select-Object",
        &["ExcludeProperty", "ExpandProperty", "First", "Index", "Last", "Property", "Skip"],
        &["Unique"],
    ),
    builtin("Set-StrictMode", &["Version"], &["Off"]),
    builtin("Sort-Object", &["Culture", "Property"], &["CaseSensitive", "Descending", "Unique"]),
    builtin("Split-Path", &["LiteralPath", "Path"], &["Leaf", "Parent", "Qualifier"]),
    builtin("Start-Sleep", &["Milliseconds", "Seconds"], &[]),
    builtin("Test-Path", &["Filter", "LiteralPath", "Path", "PathType"], &["IsValid"]),
    builtin("Where-Object", &["FilterScript", "InputObject", "Property", "Value"], &[]),
    builtin("Write-Output", &["InputObject"], &["NoEnumerate"]),
    builtin("Write-Progress", &["Activity", "Id", "PercentComplete", "Status"], &["Completed"]),
    builtin("Write-Warning", &["Message"], &[]),
];

/// A command of PowerShell itself by its exact name.
pub(super) fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

/// The short names that PowerShell 4 and 5.1 know for their own commands, in lower case.
pub(super) const ALIASES: &[&str] = &[
    "%", "?", "ac", "asnp", "cat", "cd", "cfs", "chdir", "clc", "clear", "clhy", "cli", "clp",
    "cls", "clv", "cnsn", "compare", "copy", "cp", "cpi", "cpp", "curl", "cvpa", "dbp", "del",
    "diff", "dir", "dnsn", "ebp", "echo", "epal", "epcsv", "epsn", "erase", "etsn", "exsn", "fc",
    "fhx", "fl", "foreach", "ft", "fw", "gal", "gbp", "gc", "gcb", "gci", "gcm", "gcs", "gdr",
    "ghy", "gi", "gin", "gjb", "gl", "gm", "gmo", "gp", "gps", "gpv", "group", "gsn", "gsnp",
    "gsv", "gtz", "gu", "gv", "gwmi", "h", "history", "icm", "iex", "ihy", "ii", "ipal", "ipcsv",
    "ipmo", "ipsn", "irm", "ise", "iwmi", "iwr", "kill", "lp", "ls", "man", "md", "measure", "mi",
    "mount", "move", "mp", "mv", "nal", "ndr", "ni", "nmo", "npssc", "nsn", "nv", "ogv", "oh",
    "popd", "ps", "pushd", "pwd", "r", "rbp", "rcjb", "rcsn", "rd", "rdr", "ren", "ri", "rjb",
    "rm", "rmdir", "rmo", "rni", "rnp", "rp", "rsn", "rsnp", "rujb", "rv", "rvpa", "rwmi", "sajb",
    "sal", "saps", "sasv", "sbp", "sc", "scb", "select", "set", "shcm", "si", "sl", "sleep", "sls",
    "sort", "sp", "spjb", "spps", "spsv", "start", "stz", "sujb", "sv", "swmi", "tee", "trcm",
    "type", "wget", "where", "wjb", "write",
];
