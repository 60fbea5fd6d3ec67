//! `crosstrust rehearse --port N`

use super::output::{self, Exit};
use clap::Args;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_rehearsal::cloud::{Cloud, CloudOptions, StartError};
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
    let start = CloudOptions { port: Some(options.port), ..CloudOptions::default() };
    let cloud = Cloud::start(start).await.map_err(|error| not_started(&error))?;
    if options.json {
        output::json(&json!({ "event": "serving", "url": cloud.url() }));
    } else {
        output::text(&format!("The simulated cloud is at {}. Ctrl+C stops it.", cloud.url()));
    }
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Problem::of(ErrorCode::Internal).with_detail(error.to_string()))?;
    cloud.stop().await;
    Ok(())
}

fn not_started(error: &StartError) -> Problem {
    match error {
        StartError::Listen { port, source } => Problem::new(
            ErrorCode::Usage,
            format!(
                "Port {port} cannot be used on this machine. Choose another, or 0 for a free one."
            ),
        )
        .with_detail(source.to_string()),
        StartError::Home(_) | StartError::Certificate(_) => {
            Problem::of(ErrorCode::Internal).with_detail(error.to_string())
        }
    }
}
