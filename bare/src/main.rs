//! A window of the same size with one static page. `cargo xtask bench` compares Crosstrust with it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    tauri::Builder::default()
        .setup(|tauri| {
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::App("index.html".into()))
                .title("Bare")
                .inner_size(1280.0, 860.0)
                .min_inner_size(900.0, 640.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("BUG: the window opens");
}
