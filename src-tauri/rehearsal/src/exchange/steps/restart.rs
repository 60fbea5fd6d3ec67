//! Restarting IIS, or two of its application pools: on this server, where a switch of a script asks for it.

use super::{Family, known};
use crate::exchange::exchange_server::Lack;
use crate::exchange::run::{End, Run, Stop};
use std::collections::BTreeSet;

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[known("Invoke-RestartStep", |_| true, |run, _| run.restart_this_server())],
};

impl Run<'_> {
    fn restart_this_server(&mut self) -> End {
        self.start("iis", "Restart IIS on this server");
        self.assert_elevated()?;
        // The window of an Exchange server is open, so it is one.
        let server = self.organisation.computer().to_owned();
        let pools = self.given.is_on("$RecyclePools");
        self.restart_server(&server, pools)?;
        Ok(())
    }

    /// Refuses a window without administrator rights.
    pub(super) fn assert_elevated(&self) -> End {
        if self.organisation.servers.lacks.contains(&Lack::Elevation) {
            return Err(Stop::new(
                "not-elevated",
                "Restarting IIS needs an elevated window. Close this one, open the Exchange Management Shell with \"Run as administrator\" and run the script there.",
            ));
        }
        Ok(())
    }

    /// Restarts one server and waits until it answers again. Returns whether it was done.
    pub(super) fn restart_server(&mut self, server: &str, pools: bool) -> Result<bool, Stop> {
        let is_in =
            |names: &BTreeSet<String>| names.iter().any(|name| name.eq_ignore_ascii_case(server));
        let servers = &self.organisation.servers;
        let (fails, silent, not_back) =
            (is_in(&servers.iis_fails_on), is_in(&servers.silent), is_in(&servers.not_back));
        if silent {
            return Err(Stop::new(
                "iis-health-unknown",
                format!(
                    "https://{server}/ews/healthcheck.htm does not respond, so the script could not verify this server after a restart. It did not restart this server or the servers after it."
                ),
            ));
        }
        if fails && !self.what_if {
            let message = if pools {
                format!(
                    "appcmd on {server} ended with 1 and 1. Recycle MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool there in IIS Manager."
                )
            } else {
                format!("iisreset on {server} ended with 1. Run it there in an elevated window.")
            };
            return Err(Stop::new("iis-not-restarted", message));
        }
        let action = if pools {
            "Recycle the application pools of EWS and Autodiscover"
        } else {
            "Restart IIS"
        };
        let done = self.change(server, action, "", |_| {})?;
        if done && not_back {
            return Err(Stop::new(
                "iis-not-back",
                format!(
                    "{server} still does not respond 10 minutes after the restart: /ews/healthcheck.htm. The script did not restart the servers after it."
                ),
            ));
        }
        Ok(done)
    }
}
