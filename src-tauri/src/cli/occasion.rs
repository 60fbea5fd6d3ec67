//! What stands for a setup on the command line, which has none.

/// The setup id of scripts that were exported without a setup. The same for all, so that the same
/// answers give the same bytes and a receipt can be judged against the answers alone.
pub(super) const SETUP_ID: &str = "00000000-0000-7000-8000-000000000000";
