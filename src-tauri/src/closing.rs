//! Closing the window while something would be lost with it: the operator is asked first.

use crate::app::App;
use crosstrust_core::messages::say;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{Manager, WebviewWindow};

/// Asks before the window closes, one question at a time.
#[derive(Clone, Default)]
pub(crate) struct ClosingQuestion {
    is_open: Arc<AtomicBool>,
}

impl ClosingQuestion {
    /// Whether the window has to wait for the operator, who is asked now. It closes once they agree.
    pub(crate) fn is_asked(&self, window: &WebviewWindow) -> bool {
        let Some(lost) = window.state::<App>().lost_by_closing() else { return false };
        if !self.is_open.swap(true, Ordering::Relaxed) {
            self.ask(window.clone(), &lost);
        }
        true
    }

    fn ask(&self, window: WebviewWindow, lost: &str) {
        let answer = AsyncMessageDialog::new()
            .set_parent(&window)
            .set_level(MessageLevel::Warning)
            .set_title(say!("program-close-question"))
            .set_description(lost)
            .set_buttons(MessageButtons::YesNo)
            .show();
        let is_open = Arc::clone(&self.is_open);
        let lost = lost.to_owned();
        tauri::async_runtime::spawn(async move {
            let agreed = answer.await == MessageDialogResult::Yes;
            let app = window.state::<App>();
            if !agreed {
                is_open.store(false, Ordering::Relaxed);
                return;
            }
            let closed = if app.lost_by_closing().is_none_or(|now| now == lost) {
                app.end_runs().await;
                window.destroy()
            } else {
                // Something else began meanwhile, and nobody has agreed to that.
                is_open.store(false, Ordering::Relaxed);
                window.close()
            };
            if let Err(error) = closed {
                is_open.store(false, Ordering::Relaxed);
                tracing::warn!(%error, "the window does not close");
            }
        });
    }
}
