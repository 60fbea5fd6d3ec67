//! What the options of `upload` and `verify` say of one application besides certificates: names, enabled, keys
//! that must not be there.

use super::TenantOptions;
use super::keys::{self, CertificateOptions};
use super::sign_in;
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{DesiredState, KeyName, KnownCertificate};
use crosstrust_core::ids::AppId;
use crosstrust_core::messages::say;
use crosstrust_core::text::without_marks;
use jiff::Timestamp;
use url::Url;

/// What is wanted of one application. Each of these needs --app-id, once.
#[derive(Args, Clone, Debug)]
pub(crate) struct DesiredStateOptions {
    /// A name to add to the application of --app-id. It is https:// with a host and a slash, or an
    /// application ID with a slash and a host. Existing names stay. Repeat this option for several names.
    #[arg(long = "name", value_name = "NAME", value_parser = name, requires = "app_ids")]
    names: Vec<String>,
    /// Enable the application of --app-id.
    #[arg(long, requires = "app_ids")]
    enable: bool,
    /// A certificate to delete from the application of --app-id, by its thumbprint or its key ID. Repeat
    /// this option for several certificates.
    #[arg(long = "remove-key", value_name = "THUMBPRINT|KEYID", value_parser = key, requires = "app_ids")]
    remove_keys: Vec<KeyName>,
}

impl DesiredStateOptions {
    /// What is wanted of each application, and what keys that hold the certificates are called.
    pub(super) fn desired_state(
        &self,
        certificates: &CertificateOptions,
        tenant: &TenantOptions,
    ) -> Result<(Vec<DesiredState>, Vec<KnownCertificate>), Problem> {
        let (certificates, at_hand) = keys::split(certificates.read(Timestamp::now())?);
        let applications = sign_in::applications(tenant)?;
        let more = self.enable || !self.names.is_empty() || !self.remove_keys.is_empty();
        if more && applications.len() != 1 {
            return Err(Problem::new(ErrorCode::Usage, say!("command-line-one-application")));
        }
        let desired_state = |app: &AppId| DesiredState {
            names: self.names.clone(),
            enabled: self.enable,
            removes: self.remove_keys.clone(),
            ..DesiredState::certificates(*app, &certificates)
        };
        Ok((applications.iter().map(desired_state).collect(), at_hand))
    }
}

/// A name as Exchange and Skype for Business ask for tokens by: an https address of a host, or an
/// application id and a host.
fn name(text: &str) -> Result<String, String> {
    let text = without_marks(text);
    let text = text.trim();
    let expected = || say!("command-line-name-invalid", name = format!("{text:?}"));
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    let host = |host: &str| {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        !host.is_empty() && host.bytes().all(sign)
    };
    // A name is written letter by letter, and a parser of addresses takes a missing slash, one the wrong
    // way round and a user before the host for an address as well.
    let written_out = || {
        let begins = text.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("https://"));
        begins && !text[8..].starts_with('/') && !text.contains(['\\', '@'])
    };
    let is_name = match text.split_once('/') {
        Some((id, rest)) if id.parse::<AppId>().is_ok() => host(rest),
        Some(_) if !written_out() => false,
        Some(_) => Url::parse(text)
            .is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some_and(host)),
        None => false,
    };
    if plain && is_name { Ok(text.to_owned()) } else { Err(expected()) }
}

fn key(text: &str) -> Result<KeyName, String> {
    text.parse().map_err(|error: crosstrust_core::graph::NoKeyName| error.to_string())
}
