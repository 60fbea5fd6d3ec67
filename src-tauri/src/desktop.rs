//! What the program asks of the system around it: clipboard, browser, file manager and file dialogs. The
//! window has the real ones (`window.rs`); tests and the browser host have their own.

use crosstrust_core::error::Problem;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use url::Url;

/// What the operator chooses in a dialog. `None`: nothing.
pub type Chosen<'a> = Pin<Box<dyn Future<Output = Result<Option<PathBuf>, Problem>> + Send + 'a>>;

/// The system around the program.
pub trait Desktop: Send + Sync {
    /// Copies text to the clipboard.
    ///
    /// # Errors
    /// The clipboard does not take it.
    fn copy(&self, text: &str) -> Result<(), Problem>;

    /// Opens a page in the system's browser.
    ///
    /// # Errors
    /// There is no browser.
    fn open_page(&self, page: &Url) -> Result<(), Problem>;

    /// Opens a folder in the file manager.
    ///
    /// # Errors
    /// There is no file manager.
    fn open_folder(&self, folder: &Path) -> Result<(), Problem>;

    /// Shows everything in the window at this size, in percent.
    ///
    /// # Errors
    /// The window does not take it.
    fn zoom(&self, percent: u16) -> Result<(), Problem>;

    /// Asks where to save a file of this name.
    fn save<'a>(&'a self, question: &'a Question, name: &'a str) -> Chosen<'a>;

    /// Asks for a file to open.
    fn open<'a>(&'a self, question: &'a Question) -> Chosen<'a>;

    /// Asks for a folder.
    fn folder<'a>(&'a self, title: &'a str) -> Chosen<'a>;
}

/// What a dialog asks for.
pub struct Question {
    /// Its title.
    pub title: String,
    /// What the files are: "PowerShell script".
    pub kind: String,
    /// Their endings, without the dot.
    pub endings: &'static [&'static str],
}

/// A system with a clipboard that nobody reads, and nothing else.
#[cfg(test)]
pub(crate) struct NoDesktop;

#[cfg(test)]
impl Desktop for NoDesktop {
    fn copy(&self, _: &str) -> Result<(), Problem> {
        Ok(())
    }

    fn open_page(&self, page: &Url) -> Result<(), Problem> {
        panic!("nothing opens {page}")
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Problem> {
        panic!("nothing opens {}", folder.display())
    }

    fn zoom(&self, _: u16) -> Result<(), Problem> {
        Ok(())
    }

    fn save<'a>(&'a self, _: &'a Question, _: &'a str) -> Chosen<'a> {
        Box::pin(async { Ok(None) })
    }

    fn open<'a>(&'a self, _: &'a Question) -> Chosen<'a> {
        Box::pin(async { Ok(None) })
    }

    fn folder<'a>(&'a self, _: &'a str) -> Chosen<'a> {
        Box::pin(async { Ok(None) })
    }
}
