//! What works where.

use crate::app::App;
use crosstrust_core::error::Problem;
use crosstrust_core::features::{FeatureTable, Features};
use jiff::Zoned;
use tauri::State;

#[tauri::command]
pub(crate) fn features(app: State<'_, App>) -> Result<FeatureTable, Problem> {
    Ok(Features::built_in(&app.library)?.view(&app.library, Zoned::now().date()))
}
