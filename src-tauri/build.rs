//! Generates what the window needs at compile time: its configuration, its assets, one permission for
//! each command, and the resources of the Windows program.

include!("src/commands/names.rs");

fn main() {
    println!("cargo:rerun-if-changed=windows/crosstrust.exe.manifest");
    let commands = tauri_build::AppManifest::new().commands(COMMANDS);
    let windows = tauri_build::WindowsAttributes::new()
        .app_manifest(include_str!("windows/crosstrust.exe.manifest"));
    let attributes =
        tauri_build::Attributes::new().app_manifest(commands).windows_attributes(windows);
    tauri_build::try_build(attributes).expect("BUG: the window's configuration is wrong");
}
