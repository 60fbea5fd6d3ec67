//! The tests that run on Windows too, run under Wine.

use super::Cargo;
use super::wine::Wine;
use crate::command::Result;

/// The tests of whole programs. Others read only the repository, or need a window.
const TESTS: [&str; 3] = ["keyring", "command_line", "faults"];

/// Wine gives entries of its keyring at addresses that Windows would not use. The crate that reads them checks
/// that in unoptimized builds, and would end the test. Without optimization it would take the check from the
/// standard library.
const UNCHECKED: [&str; 4] = [
    "--config",
    "profile.dev.package.windows-native-keyring-store.debug-assertions=false",
    "--config",
    "profile.dev.package.windows-native-keyring-store.opt-level=2",
];

/// What Wine cannot do, and the tests that need it. On Windows they run.
const SKIPPED: [(&str, &[&str]); 4] = [
    (
        "it is no server with TLS: it takes no private key from a file",
        &[
            "a_certificate_of_an_unknown_authority_is_reported_as_that_of_a_proxy_that_reads",
            "a_certificate_of_another_server_is_reported_as_such",
            "a_certificate_out_of_its_time_leads_to_the_clock_of_this_computer",
            "a_certificate_out_of_its_time_is_not_trusted_either",
            "a_proxy_that_reads_is_reported_as_an_unknown_authority_and_given_nothing",
            "a_person_reads_what_was_found_and_whom_it_was_sent_to",
            "a_publication_in_order_ends_with_0_and_one_object",
            "an_authority_is_trusted_only_when_it_is_given",
            "behind_a_proxy_a_name_that_this_pc_does_not_know_is_not_called_a_fault",
            "only_hosts_that_are_not_mapped_take_the_proxy",
            "several_findings_are_reported_at_once",
            "the_cloud_and_the_own_host_are_those_that_are_named",
            "what_servers_say_reaches_the_terminal_without_control_characters",
        ],
    ),
    (
        "it does not trust an authority that a program names",
        &[
            "a_rehearsed_check_is_followed_and_its_result_is_kept",
            "the_published_hosts_answer_a_probe_and_their_fault_is_found",
        ],
    ),
    (
        "a file that is deleted while it is open keeps its name, as in older Windows",
        &["whoever_waits_for_a_lock_that_is_deleted_does_not_get_it_twice"],
    ),
    (
        "these tests choose a region by a variable, and Windows has it in its settings",
        &[
            "days_have_the_form_of_the_region_and_json_has_iso",
            "a_key_with_another_end_is_there_already_at_once_and_remarked_on",
        ],
    ),
];

/// Builds the tests and runs them.
///
/// # Errors
/// A test fails, or does not build.
pub(super) fn run(cargo: &Cargo) -> Result {
    let wine = Wine::new("wine")?;
    let mut variables = wine.variables();
    variables.push(("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", Wine::program().into()));
    // Where Windows programs find the library that opens a window.
    let programs = cargo.folder().join("debug");
    variables.push(("WINEPATH", format!("Z:{}", programs.display()).into()));
    let built = ["--workspace", "--exclude", "xtask", "--exclude", "crosstrust-bare", "--locked"];
    let built = [&built[..], &UNCHECKED].concat();
    cargo.run(
        &["build"],
        &[&built[..], &["--bin", "crosstrust", "--bin", "stand_in_shell"]].concat(),
    )?;
    let mut arguments = built;
    arguments.extend(["--lib", "--no-fail-fast"]);
    arguments.extend(TESTS.iter().flat_map(|name| ["--test", *name]));
    arguments.push("--");
    let skipped = SKIPPED.iter().flat_map(|(_, names)| names.iter());
    arguments.extend(skipped.flat_map(|name| ["--skip", *name]));
    cargo.run_with(&variables, &["test"], &arguments)?;
    for (reason, names) in SKIPPED {
        eprintln!("Skipped under Wine: {reason}: {}", names.join(", "));
    }
    Ok(())
}
