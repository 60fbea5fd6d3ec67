//! A real window, driven as a person would: on a virtual screen where there is none, through
//! WebDriver.

mod desktop;
mod page;

pub use desktop::Desktop;
pub use page::Page;
