//! The terminal in which the program was started.
//!
//! On Windows a program with a window has no console of its own: without this, what the command line
//! prints would be seen by nobody. Redirected output works either way.

/// Writes to the terminal the program was started from, if there is one.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the only way to reach the parent's console")]
pub(crate) fn attach() {
    use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};
    // SAFETY: takes no pointer; it fails without effect where there is no parent console.
    let _ = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) };
}

/// Elsewhere a program always has what it was started with.
#[cfg(not(windows))]
pub(crate) fn attach() {}
