//! The authorization server that Skype for Business Server trusts, `microsoft.sts`: made, led to the
//! tenant, taken back.

use super::{Family, known};
use crate::exchange::run::{End, Run, Stop};
use crate::exchange::skype::SkypeOAuthServer;
use serde_json::Value;
use uuid::Uuid;

pub(super) const FAMILY: Family = Family {
    guides: &["skype-hybrid"],
    functions: &[
        known("Invoke-OAuthServerStep", |_| true, |run, _| run.make_oauth_server()),
        known(
            "Invoke-OAuthServerCheck",
            |_| true,
            |run, _| {
                run.start("oauth-server", &format!("{TITLE} (only read)"));
                run.record_oauth_server();
                Ok(())
            },
        ),
        known("Invoke-UndoOAuthServerStep", |_| true, |run, _| run.undo_oauth_server()),
    ],
};

const TITLE: &str = "Authorization server microsoft.sts";
const NAME: &str = "microsoft.sts";

impl Run<'_> {
    /// The address of the authorization server, if it is there.
    fn oauth_server(&self) -> Option<String> {
        let mut servers = self.organisation.skype.oauth_servers.iter();
        servers.find(|one| one.identity == NAME).map(|one| one.metadata_url.clone())
    }

    fn is_of_tenant(&self, address: &str) -> bool {
        address.eq_ignore_ascii_case(self.script.answers.text("StsMetadataUrl"))
    }

    fn record_oauth_server(&mut self) {
        let address = self.oauth_server().unwrap_or_default();
        let of_tenant = self.is_of_tenant(&address);
        self.fact("metadataUrl", address);
        self.fact("ofTenant", of_tenant);
    }

    /// Changes the address. Returns whether it was done.
    fn lead_oauth_server(&mut self, action: &str, address: &str) -> Result<bool, Stop> {
        self.turning(self.oauth_server().unwrap_or_default(), address);
        self.change(NAME, action, "Set-CsOAuthServer", |organisation| {
            for one in &mut organisation.skype.oauth_servers {
                if one.identity == NAME {
                    address.clone_into(&mut one.metadata_url);
                }
            }
        })
    }

    fn make_oauth_server(&mut self) -> End {
        self.start("oauth-server", TITLE);
        let answers = &self.script.answers;
        let tenant = answers.text("TenantId");
        if tenant.len() != 36 || Uuid::try_parse(tenant).is_err() {
            return Err(Stop::new(
                "tenant-id-unknown",
                format!(
                    "The ID of the tenant {tenant} is unknown. Enter the tenant ID in Crosstrust and save the script again."
                ),
            ));
        }
        let address = answers.text("StsMetadataUrl");
        match self.oauth_server() {
            None => {
                let (action, command) = ("Create the authorization server", "New-CsOAuthServer");
                self.change(NAME, action, command, |organisation| {
                    organisation.skype.oauth_servers.push(SkypeOAuthServer {
                        identity: NAME.to_owned(),
                        metadata_url: address.to_owned(),
                    });
                })?;
            }
            Some(former) if !self.is_of_tenant(&former) => {
                let action = format!("Change its address to {address}");
                self.replacing("formerMetadataUrl", former);
                self.lead_oauth_server(&action, address)?;
            }
            Some(_) => {}
        }
        if !self.is_planned() {
            self.record_oauth_server();
        }
        Ok(())
    }

    fn undo_oauth_server(&mut self) -> End {
        self.start("oauth-server", TITLE);
        let answers = &self.script.answers;
        let created = answers.holds("Created", "oauth-server");
        let former = answers.entry("Relinked", "oauth-server");
        if let Some(address) = self.oauth_server() {
            let former = former.filter(|one| !one.eq_ignore_ascii_case(&address));
            if (created || former.is_some()) && !self.is_of_tenant(&address) {
                return Err(Stop::new(
                    "undo-changed-since",
                    format!(
                        "The authorization server now has the address {address}: somebody changed it since. The script did not change it."
                    ),
                ));
            }
            if created {
                self.turning(address.as_str(), Value::Null);
                let (action, command) = ("Remove the authorization server", "Remove-CsOAuthServer");
                self.change(NAME, action, command, |organisation| {
                    organisation.skype.oauth_servers.retain(|one| one.identity != NAME);
                })?;
            } else if let Some(former) = former {
                let action = format!("Change its address back to {former}");
                self.lead_oauth_server(&action, former)?;
            }
        }
        if self.is_planned() {
            return Ok(());
        }
        let left = self.oauth_server();
        let ours = left.as_ref().is_some_and(|address| self.is_of_tenant(address));
        self.fact("present", ours);
        if left.is_some() {
            self.record_oauth_server();
        }
        Ok(())
    }
}
