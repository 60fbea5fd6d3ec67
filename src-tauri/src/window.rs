//! The window: one, with the pages that are built in, which may call Crosstrust's commands and go
//! nowhere else.

use crate::app::App;
use crate::cli::{Exit, WindowOptions};
use crate::commands;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

/// Opens the window and stays until it is closed.
pub(crate) fn open(options: WindowOptions) -> Exit {
    let ran = commands::register(tauri::Builder::default())
        .plugin(tauri_plugin_clipboard_manager::init())
        .setup(move |tauri| {
            let app = App::open(options, tauri.handle())?;
            tauri::Manager::manage(tauri, app);
            // Shown at once: a window that waits for its first frame never appears where nothing
            // is drawn, as on a virtual screen.
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::App("index.html".into()))
                .title("Crosstrust")
                .inner_size(1280.0, 860.0)
                .min_inner_size(900.0, 640.0)
                .on_navigation(is_own_page)
                // Dropped files are the page's to take, on every system.
                .disable_drag_drop_handler()
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match ran {
        Ok(()) => Exit::Done,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            crate::cli::tell(&format!("The window could not be opened: {error}"));
            Exit::Failed
        }
    }
}

/// Whether an address is one of the pages that are built in.
fn is_own_page(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn the_window_goes_to_its_own_pages_and_nowhere_else() {
        let own =
            ["tauri://localhost/index.html", "http://tauri.localhost/", "https://tauri.localhost/"];
        let foreign = [
            "https://example.com/",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "data:text/html,x",
        ];
        let allowed = |address: &&str| is_own_page(&address.parse().expect("an address"));
        assert!(own.iter().all(allowed), "built-in pages open");
        assert!(!foreign.iter().any(allowed), "nothing else opens");
    }
}
