//! Generates what the window needs at compile time.

fn main() {
    tauri_build::build();
}
