//! What draws the window: on Windows a runtime of its own, which older versions don't have.

use crate::cli::print_error;
use crosstrust_core::error::Problem;
use crosstrust_core::messages::say;
use rfd::{MessageButtons, MessageDialog, MessageDialogResult, MessageLevel};

/// Where Microsoft offers it.
const PAGE: &str = "https://developer.microsoft.com/microsoft-edge/webview2/";

/// Whether there is nothing to draw the window with. Elsewhere than on Windows the program could not even
/// start without it.
pub(crate) fn is_missing() -> bool {
    cfg!(windows) && tauri::webview_version().is_err()
}

/// Says what to install, in the terminal and in a dialog of the system. The dialog offers to open the page.
pub(crate) fn say_missing() {
    let sentence = say!("program-webview-missing", page = PAGE);
    print_error(&sentence);
    let answer = MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title("Crosstrust")
        .set_description(format!("{sentence}\n\n{}", say!("program-webview-open-page")))
        .set_buttons(MessageButtons::YesNo)
        .show();
    if answer == MessageDialogResult::Yes
        && let Err(error) = opener::open_browser(PAGE)
    {
        print_error(&say!("program-browser", page = PAGE));
        tracing::warn!(%error, "the page of WebView2 could not be opened");
    }
}

/// Says in a dialog why the program did not start, where no terminal shows it.
pub(crate) fn say_failed(problem: &Problem) {
    if cfg!(windows) {
        let next = problem.next.iter().map(|step| format!("\n- {step}"));
        let text: String =
            [problem.message.to_string(), "\n".to_owned()].into_iter().chain(next).collect();
        MessageDialog::new()
            .set_level(MessageLevel::Error)
            .set_title(problem.title.to_string())
            .set_description(text.trim_end())
            .show();
    }
}
