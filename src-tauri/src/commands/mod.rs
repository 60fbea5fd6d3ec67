//! What the window may ask for. Each command reads its arguments, calls core, and gives what core
//! gave; an error crosses as a `Problem`.
#![expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands a command its arguments by value, whether it keeps them or not"
)]

mod features;
mod home;
mod other;
mod probe;
mod program;
mod receipt;
mod rehearsal;
mod save;
mod script;
mod sign_in;
mod step;
mod support;
mod upload;

use tauri::{Builder, Wry, generate_handler};

/// Tells Tauri which commands there are.
pub(crate) fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.invoke_handler(generate_handler![
        features::features,
        home::close_setup,
        home::create_setup,
        home::delete_setup,
        home::duplicate_setup,
        home::forget_everything,
        home::home,
        home::make_real,
        home::open_setup,
        home::rename_setup,
        other::answer_sources,
        other::open_other_guide,
        other::resolve_host,
        other::take_outcome,
        probe::cancel_probe,
        probe::copy_probe_script,
        probe::probe_page,
        probe::read_probe_receipt,
        probe::rehearse_fault,
        probe::run_probe,
        probe::save_probe_script,
        program::app_info,
        program::copy_text,
        program::open_folder,
        program::open_link,
        program::set_theme,
        receipt::choose_certificate,
        receipt::open_receipt,
        receipt::read_certificate,
        receipt::read_receipt,
        receipt::read_receipt_bytes,
        rehearsal::put_right,
        rehearsal::situations,
        save::export_bundle,
        save::save_report,
        script::copy_script,
        script::rehearse_script,
        script::save_script,
        script::script,
        sign_in::await_sign_in,
        sign_in::cancel_sign_in,
        sign_in::copy_code,
        sign_in::open_sign_in_page,
        sign_in::sign_in_state,
        sign_in::sign_out,
        sign_in::start_browser_sign_in,
        sign_in::start_sign_in,
        step::confirm_step,
        step::decide,
        step::decide_write,
        step::reopen_step,
        step::save_answers,
        step::skip_step,
        step::tick,
        support::save_support_file,
        support::support_contents,
        upload::apply_removal,
        upload::apply_restore,
        upload::apply_upload,
        upload::check_role,
        upload::plan_removal,
        upload::plan_restore,
        upload::plan_restore_file,
        upload::plan_upload,
        upload::verify,
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    include!("names.rs");

    #[test]
    fn the_window_is_granted_its_commands_and_nothing_else() {
        let file = include_str!("../../capabilities/main.json");
        let capability: serde_json::Value = serde_json::from_str(file).expect("a capability");
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|permission| permission.as_str().expect("a name").to_owned())
            .filter(|name| !name.starts_with("core:event:"))
            .collect();
        let commands: BTreeSet<String> =
            COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        assert_eq!(granted, commands, "capabilities/main.json lists the commands one by one");
    }

    #[test]
    fn every_command_that_is_granted_is_answered() {
        let source = include_str!("mod.rs");
        let unanswered: Vec<&&str> =
            COMMANDS.iter().filter(|name| !source.contains(&format!("::{name},"))).collect();
        assert_eq!(unanswered, Vec::<&&str>::new(), "the handler names every command");
    }

    #[test]
    fn the_window_has_the_types_of_every_command_and_of_no_other() {
        let source = include_str!("../../../ui/src/lib/commands.ts");
        let list = source.split("export interface Commands {").nth(1).expect("the list");
        let list = list.split("\n}").next().expect("its end");
        let typed: BTreeSet<&str> = list
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(": Shape<"))
            .map(|(name, _)| name)
            .collect();
        let commands: BTreeSet<&str> = COMMANDS.iter().copied().collect();
        assert_eq!(typed, commands, "ui/src/lib/commands.ts lists the commands of the shell");
    }
}
