//! Which of its switches a script is run with. They are those of the script, and no other word.

use super::RunTransport;
use crate::error::{ErrorCode, Problem};
use crate::guide::{ScriptSpec, Switch};
use crate::messages::say;

/// The switches of these names as the script writes them, each once, in the order of the script.
///
/// # Errors
/// [`ErrorCode::RunSwitchUnknown`]: the script has no such switch. [`ErrorCode::RunUnavailable`]: one acts on this server
/// and the script runs elsewhere, or one is instead of another.
pub fn chosen_switches(
    spec: &ScriptSpec,
    transport: RunTransport,
    names: &[String],
) -> Result<Vec<String>, Problem> {
    let running = &spec.running;
    if let Some(unknown) = names.iter().find(|name| running.switch(name).is_none()) {
        let known: Vec<&str> = running.switches.iter().map(|one| one.name.as_str()).collect();
        let kind = match known.len() {
            0 => "none",
            _ if unknown.trim().trim_matches('-').is_empty() => "unnamed",
            _ => "other",
        };
        return Err(Problem::new(
            ErrorCode::RunSwitchUnknown,
            say!(
                "runner-no-switch",
                kind = kind,
                title = spec.title,
                switch = unknown,
                switches = known.join(", ")
            ),
        ));
    }
    let found: Vec<&Switch> = names.iter().filter_map(|name| running.switch(name)).collect();
    let chosen = running.switches.iter().filter(|switch| found.contains(switch));
    let chosen: Vec<&Switch> = chosen.collect();
    let here = matches!(transport, RunTransport::Local | RunTransport::Rehearsal);
    if let Some(switch) = chosen.iter().find(|switch| switch.on_this_server && !here) {
        let why = say!("runner-switch-here", switch = switch.name);
        return Err(Problem::new(ErrorCode::RunUnavailable, why));
    }
    if running.one_switch && chosen.len() > 1 {
        let names: Vec<&str> = chosen.iter().map(|switch| switch.name.as_str()).collect();
        let why = say!("runner-one-switch", switches = names.join(", "));
        return Err(Problem::new(ErrorCode::RunUnavailable, why));
    }
    Ok(chosen.into_iter().map(|switch| switch.name.clone()).collect())
}
