//! The simulated Exchange organisation: it answers a script with what the real one would print.
//!
//! A script is read as far as a server would notice: its answers and the steps its run block calls,
//! in that order. What each step reads, changes and reports stands in `steps`, after the scripts
//! themselves; a test holds it against receipts that real runs have left.

mod console;
mod discovery;
mod organisation;
mod script;
mod steps;
mod undo;

pub use organisation::{NotBegun, Organisation, Situation};

use console::{Console, Stop};
use jiff::Timestamp;
use script::Script;

/// What the window on the server shows after a script has run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunOutput {
    /// Everything that was printed, the receipt included.
    pub console: String,
    /// The script ended in an error.
    pub failed: bool,
}

impl Organisation {
    /// Runs a script. With `what_if` nothing is changed.
    pub fn run(&mut self, script: &str, what_if: bool, now: Timestamp) -> RunOutput {
        let script = Script::read(script);
        if let Some(domain) = script.text("VerifiedDomain").filter(|domain| !domain.is_empty()) {
            self.move_to(domain);
        }
        let mut console = Console::new(&script, what_if, now);
        console.start("shell", "Check this window");
        for call in script.calls() {
            let Err(stop) = self.call(&call, &script, &mut console) else { continue };
            console.fail(stop);
            if !call.goes_on {
                break;
            }
        }
        console.close(now)
    }

    fn call(
        &mut self,
        call: &script::Call,
        script: &Script,
        console: &mut Console,
    ) -> Result<(), Stop> {
        let [step, name, app_id] = [0, 1, 2].map(|place| call.argument(place));
        let linked = call.takes_account;
        match call.name.as_str() {
            "Invoke-OAuthStep" => self.exchange_oauth(script, console),
            "Invoke-AccountStep" => self.account(script, console)?,
            "Invoke-AccountCheck" => self.account_check(console),
            "Invoke-RoleStep" => self.role(console)?,
            "Invoke-RoleCheck" => self.role_check(console),
            "Invoke-PartnerApplicationStep" => {
                let relink = call.flag.as_deref().is_some_and(|answer| script.flag(answer));
                self.partner_application(step, name, app_id, linked, relink, console)?;
            }
            "Invoke-PartnerApplicationCheck" => {
                self.partner_application_check(step, name, app_id, console);
            }
            "Invoke-ExportStep" => self.export(console),
            "Invoke-CertificateCheck" => self.certificate_check(console),
            "Invoke-DiscoveryStep" => self.discovery(console),
            "Invoke-UndoApplicationStep" => {
                self.undo_application(step, name, app_id, script, console)?;
            }
            "Invoke-UndoRoleStep" => self.undo_role(script, console),
            "Invoke-UndoAccountStep" => self.undo_account(script, console)?,
            "Invoke-RemoveLegacyStep" => self.remove_legacy(script, console)?,
            unknown => {
                return Err(Stop::new(
                    "exchange-error",
                    format!(
                        "The term '{unknown}' is not recognized as a name of a cmdlet, function, \
                         script file, or executable program."
                    ),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
