//! A real window, driven as a person would: on a virtual screen where there is none, through
//! WebDriver.

mod cloud;
mod desktop;
mod journey;
mod notifications;
mod page;
mod system_browser;
#[cfg(target_os = "linux")]
mod windows_of_screen;

pub use cloud::{Key, SimulatedCloud};
pub use desktop::Desktop;
pub use journey::{Camera, Journey, JourneyFigures, Person};
pub use notifications::Notifications;
pub use page::Page;
pub use system_browser::SystemBrowser;
#[cfg(target_os = "linux")]
pub use windows_of_screen::{ALT, ESCAPE, WindowsOfScreen};
