//! Generates what the window needs at compile time: its configuration, its assets and one permission
//! for each command.

/// The name of each command that the list declares.
macro_rules! commands {
    ($($group:ident { $(
        $(#[doc = $doc:literal])*
        $name:ident($($argument:ident: $type:ty),* $(,)?) -> $result:ty $(, sends $message:ty)?;
    )* })*) => {
        const COMMANDS: &[&str] = &[$($(stringify!($name)),*),*];
    };
}

include!("src/commands/list.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("BUG: the window's configuration is wrong");
}
