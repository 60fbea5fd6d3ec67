//! What the program tells while it runs: to standard error for who starts it in a terminal.
//! Never a token, never an answer: modules log what happened, not what it was about.

use tracing_subscriber::EnvFilter;

/// Starts the log. `CROSSTRUST_LOG` chooses what is told, in the form `tracing` uses.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("CROSSTRUST_LOG")
        .unwrap_or_else(|_| EnvFilter::new("crosstrust=info,crosstrust_core=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
