//! Generates what the window needs at compile time: its configuration, its assets and one permission
//! for each command.

include!("src/commands/names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("BUG: the window's configuration is wrong");
}
