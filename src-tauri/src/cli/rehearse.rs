//! `crosstrust rehearse --port N`

use super::output::{self, Exit};
use clap::Args;
use crosstrust_core::disk;
use crosstrust_core::entra::Cloud as MicrosoftCloud;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::guide::SmtpDomain;
use crosstrust_core::messages::say;
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, StartError, TENANT_ID};
use crosstrust_rehearsal::publication::{self, Publication, PublicationFault};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Start the simulated Microsoft cloud on this computer. It runs until you stop it.
///
/// With --publish, the command also starts the simulated hosts that `probe` queries. It prints the command
/// line of `probe` for them, with --connect-to and --cacert.
#[derive(Args, Debug)]
pub(crate) struct RehearseArguments {
    /// The port on 127.0.0.1. With 0, the command uses a free port and prints it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Also start the simulated hosts for mailboxes of this mail domain.
    #[arg(long, value_name = "DOMAIN", value_parser = domain, requires = "authority")]
    publish: Option<SmtpDomain>,
    /// Save the certificate of the authority of these hosts to this file. Use the file with --cacert of
    /// `probe`.
    #[arg(long, value_name = "FILE", requires = "publish")]
    authority: Option<PathBuf>,
    /// The simulated problem of these hosts, such as oauth-off or ews-forbidden.
    #[arg(long, value_name = "NAME", value_parser = fault, requires = "publish")]
    fault: Option<PublicationFault>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn domain(text: &str) -> Result<SmtpDomain, String> {
    text.parse().map_err(|error: crosstrust_core::guide::answer::InvalidAnswer| error.reason)
}

fn fault(name: &str) -> Result<PublicationFault, String> {
    serde_json::from_value(name.into()).map_err(|_| {
        let known =
            PublicationFault::ALL.map(|fault| json!(fault).as_str().unwrap_or_default().to_owned());
        format!(
            "There is no simulated problem with that name. Use one of these: {}.",
            known.join(", ")
        )
    })
}

pub(super) fn run(options: &RehearseArguments) -> Exit {
    match super::runtime().block_on(serve(options)) {
        Ok(()) => Exit::Done,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn serve(options: &RehearseArguments) -> Result<(), Problem> {
    let start = CloudOptions { port: Some(options.port), ..CloudOptions::default() };
    let cloud = Cloud::start(start).await.map_err(|error| not_started(&error))?;
    let published = match (&options.publish, &options.authority) {
        (Some(domain), Some(file)) => Some(publish(domain, file, options.fault).await?),
        _ => None,
    };
    if options.json {
        let mut shown = json!({ "event": "serving", "url": cloud.url() });
        if let Some(published) = &published {
            shown["publication"] = json!({
                "address": published.address,
                "tenant": TENANT_ID,
                "connectTo": published.hosts.connect_to,
                "cacert": published.authority,
            });
        }
        output::json(&shown);
    } else {
        output::text(&say!("command-line-simulated-cloud", url = cloud.url()));
        if let Some(published) = &published {
            output::text(&say!("command-line-simulated-hosts", command = published.command()));
        }
    }
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Problem::of(ErrorCode::Internal).with_detail(error.to_string()))?;
    cloud.stop().await;
    Ok(())
}

/// Hosts that a probe can ask.
struct Published {
    hosts: Publication,
    address: String,
    authority: String,
}

impl Published {
    fn command(&self) -> String {
        let rules = self.hosts.connect_to.iter().map(|rule| format!(" --connect-to {rule}"));
        format!(
            "crosstrust probe {} --tenant {TENANT_ID} --cacert \"{}\"{}",
            self.address,
            self.authority,
            rules.collect::<String>()
        )
    }
}

async fn publish(
    domain: &SmtpDomain,
    file: &Path,
    fault: Option<PublicationFault>,
) -> Result<Published, Problem> {
    let domain = domain.to_string();
    let hosts = Publication::start(publication::Options {
        exchange_online: MicrosoftCloud::global().exchange_host().to_owned(),
        sign_in: MicrosoftCloud::global()
            .endpoints()
            .login
            .host_str()
            .unwrap_or_default()
            .to_owned(),
        autodiscover: format!("autodiscover.{domain}"),
        domain: domain.clone(),
        tenant: TENANT_ID.to_owned(),
        fault,
    })
    .await
    .map_err(|error| Problem::of(ErrorCode::Internal).with_detail(error.to_string()))?;
    disk::save_named(file, hosts.authority.as_bytes()).map_err(|error| {
        let message = say!("command-line-file-not-saved", file = file.display());
        Problem::new(ErrorCode::StorageFailed, message).with_detail(error.to_string())
    })?;
    let authority = file.display().to_string();
    Ok(Published { hosts, address: format!("anna@{domain}"), authority })
}

fn not_started(error: &StartError) -> Problem {
    match error {
        StartError::Listen { port, source } => {
            Problem::new(ErrorCode::Usage, say!("command-line-port", port = port.to_string()))
                .with_detail(source.to_string())
        }
        StartError::Home(_) | StartError::Certificate(_) => {
            Problem::of(ErrorCode::Internal).with_detail(error.to_string())
        }
    }
}
