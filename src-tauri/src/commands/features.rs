//! What works where.

use crate::app::App;
use crosstrust_core::error::Problem;
use crosstrust_core::features::{FeatureTable, Features};
use jiff::Zoned;

pub(super) async fn features(app: &App) -> Result<FeatureTable, Problem> {
    Ok(Features::built_in(app.library)?.view(app.library, Zoned::now().date()))
}
