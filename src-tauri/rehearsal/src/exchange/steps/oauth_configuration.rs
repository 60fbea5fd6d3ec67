//! The OAuth configuration of Skype for Business Server: where it finds Exchange, and the name by which
//! it speaks to the cloud.

use super::{Family, known};
use crate::cloud::SKYPE_ONLINE;
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::skype::SkypeServer;

pub(super) const SERVER: Family = Family {
    guides: &["skype-server"],
    functions: &[
        known("Invoke-OAuthConfigurationStep", |_| true, |run, _| run.set_autodiscover_url()),
        known(
            "Invoke-OAuthConfigurationCheck",
            |_| true,
            |run, _| {
                run.start("oauth-configuration", &format!("{EXCHANGE} (only read)"));
                run.record_autodiscover_url();
                Ok(())
            },
        ),
        known("Invoke-UndoOAuthConfigurationStep", |_| true, |run, _| run.undo_autodiscover_url()),
    ],
};

pub(super) const HYBRID: Family = Family {
    guides: &["skype-hybrid"],
    functions: &[
        known("Invoke-ServiceNameStep", |_| true, |run, _| run.set_service_name()),
        known(
            "Invoke-ServiceNameCheck",
            |_| true,
            |run, _| {
                run.start("service-name", &format!("{SERVICE_NAME} (only read)"));
                run.record_service_name();
                Ok(())
            },
        ),
        known("Invoke-UndoServiceNameStep", |_| true, |run, _| run.undo_service_name()),
    ],
};

const EXCHANGE: &str = "Where Skype for Business Server finds Exchange";
const SERVICE_NAME: &str = "Service name of this deployment";
/// What the changes are about.
const TARGET: &str = "OAuth configuration";

impl Run<'_> {
    /// Changes the configuration. Returns whether it was done.
    fn configure(
        &mut self,
        action: &str,
        change: impl FnOnce(&mut SkypeServer),
    ) -> Result<bool, Stop> {
        self.change(TARGET, action, "Set-CsOAuthConfiguration", |organisation| {
            change(&mut organisation.skype);
        })
    }

    fn record_autodiscover_url(&mut self) {
        let address = self.organisation.skype.autodiscover_url.clone();
        self.fact("exchangeAutodiscoverUrl", address);
    }

    fn set_autodiscover_url(&mut self) -> End {
        self.start("oauth-configuration", EXCHANGE);
        let wanted = self.script.answers.text("ExchangeAutodiscoverUrl");
        let former = self.organisation.skype.autodiscover_url.clone();
        if !former.eq_ignore_ascii_case(wanted) {
            let action = format!("Set the autodiscover address to {wanted}");
            let set = |skype: &mut SkypeServer| wanted.clone_into(&mut skype.autodiscover_url);
            self.turning(former.as_str(), wanted);
            self.replacing("formerAutodiscoverUrl", former);
            if self.configure(&action, set)? {
                self.send_configuration()?;
            }
        }
        self.record_autodiscover_url();
        Ok(())
    }

    fn undo_autodiscover_url(&mut self) -> End {
        self.start("oauth-configuration", EXCHANGE);
        let ours = self.script.answers.text("ExchangeAutodiscoverUrl");
        let now = self.organisation.skype.autodiscover_url.clone();
        if let Some(former) = self.script.answers.entry("Relinked", "oauth-configuration")
            && !former.eq_ignore_ascii_case(&now)
        {
            if !now.eq_ignore_ascii_case(ours) {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!(
                        "The autodiscover address is now {now}: somebody changed it since. The script did not change it."
                    ),
                ));
            }
            self.turning(now, former);
            self.configure("Set the former autodiscover address again", |skype| {
                former.clone_into(&mut skype.autodiscover_url);
            })?;
        }
        if !self.is_planned() {
            let present = self.organisation.skype.autodiscover_url.eq_ignore_ascii_case(ours);
            self.fact("present", present);
            self.record_autodiscover_url();
        }
        Ok(())
    }

    fn record_service_name(&mut self) {
        let name = self.organisation.skype.service_name.clone();
        self.fact("serviceName", name);
    }

    fn set_service_name(&mut self) -> End {
        self.start("service-name", SERVICE_NAME);
        let former = self.organisation.skype.service_name.clone();
        if former != SKYPE_ONLINE {
            let set = |skype: &mut SkypeServer| SKYPE_ONLINE.clone_into(&mut skype.service_name);
            self.turning(former.as_str(), SKYPE_ONLINE);
            self.replacing("formerServiceName", former);
            self.configure("Set the service name", set)?;
        }
        if !self.is_planned() {
            self.record_service_name();
        }
        Ok(())
    }

    fn undo_service_name(&mut self) -> End {
        self.start("service-name", SERVICE_NAME);
        let now = self.organisation.skype.service_name.clone();
        if let Some(former) = self.script.answers.entry("Relinked", "service-name")
            && former != now
        {
            if now != SKYPE_ONLINE {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!(
                        "The service name is now {now}: somebody changed it since. The script did not change it."
                    ),
                ));
            }
            self.turning(now, former);
            self.configure("Set the former service name again", |skype| {
                former.clone_into(&mut skype.service_name);
            })?;
        }
        if !self.is_planned() {
            let present = self.organisation.skype.service_name == SKYPE_ONLINE;
            self.fact("present", present);
            self.record_service_name();
        }
        Ok(())
    }
}
