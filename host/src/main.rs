//! Serves the window's pages to an ordinary browser and answers their commands with the program's own
//! code. For development and tests: it is a program of its own and no part of the one that ships.
//!
//! It prints one line of JSON with its address, its token and the page to open, and ends when its standard
//! input does.

mod desktop;
mod guard;
mod pages;
mod serve;

use clap::Parser;
use crosstrust_core::entra::keyring::SecretStore;
use crosstrust_core::graph::RetryPolicy;
use crosstrust_shell::{Computer, Environment, Program};
use desktop::HostDesktop;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Serves Crosstrust's pages and commands to a browser on this computer.
#[derive(Parser)]
#[command(name = "crosstrust-host")]
struct Arguments {
    /// Keep setups in this folder. Without it, they end with the program.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The built pages.
    #[arg(long, value_name = "DIR", default_value_os_t = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist"))]
    pages: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("crosstrust-host: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let temporary = tempfile::tempdir()?;
    let data = arguments.data_dir.unwrap_or_else(|| temporary.path().join("data"));
    let desktop = HostDesktop::new(data.join("saved"));
    let environment = Environment {
        desktop: Box::new(desktop.clone()),
        // Sign-ins end with this program. The keyring of the system holds real ones.
        keyring: SecretStore::memory,
        policy: brief,
        // Nothing is run on the computer of a test but the stand-in that it names: a rehearsal has its
        // simulated organization.
        computer: Box::new(|| Computer::described().unwrap_or_else(Computer::none)),
        updates: None,
    };
    let program = Program::open(data, environment)?;
    let host = serve::start(program, desktop, arguments.pages).await?;
    let open = format!("{}?token={}", host.address, host.token);
    println!("{}", json!({ "address": host.address, "token": host.token, "open": open }));
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await??;
    Ok(())
}

/// The retry policy for a simulated cloud, which answers at once: the same tries, and pauses a hundred times as short.
fn brief(seed: u64) -> RetryPolicy {
    let real = RetryPolicy::real(seed);
    let short = |pause: &Duration| *pause / 100;
    RetryPolicy {
        base: short(&real.base),
        cap: short(&real.cap),
        consistent_read: real.consistent_read.iter().map(short).collect(),
        read_back: real.read_back.iter().map(short).collect(),
        verify: real.verify.iter().map(short).collect(),
        ..real
    }
}
