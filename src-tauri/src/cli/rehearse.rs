//! `crosstrust rehearse --port N`

use super::output::{self, Exit};
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions};
use serde_json::json;

/// Serve the simulated Microsoft cloud on this machine, until it is stopped.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The port on 127.0.0.1; 0 takes a free one and tells which.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Exit {
    match super::runtime().block_on(serve(options)) {
        Ok(()) => Exit::Done,
        Err(problem) => output::problem(&problem, options.json),
    }
}

async fn serve(options: &Options) -> Result<(), Problem> {
    let failed = |cause: String| {
        Problem::new(
            ErrorCode::Internal,
            format!("Port {} could not be served. Choose another.", options.port),
        )
        .with_detail(cause)
    };
    let cloud = Cloud::start(CloudOptions { port: Some(options.port), ..CloudOptions::default() })
        .await
        .map_err(|error| failed(error.to_string()))?;
    if options.json {
        output::json(&json!({ "event": "serving", "url": cloud.url() }));
    } else {
        output::text(&format!("The simulated cloud is at {}. Ctrl+C stops it.", cloud.url()));
    }
    tokio::signal::ctrl_c().await.map_err(|error| failed(error.to_string()))?;
    cloud.stop().await;
    Ok(())
}
