//! A process with everything that it starts: ended together, whatever becomes of this program.

use std::io;
use std::process::{Child, Command};

/// Prepares a program so that it can be ended with everything that it starts.
pub(super) fn prepare(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;
        std::os::windows::process::CommandExt::creation_flags(command, CREATE_NO_WINDOW);
    }
}

/// A process and everything that it starts. Dropping it ends them.
pub(super) struct ProcessTree {
    #[cfg(unix)]
    group: Option<rustix::process::Pid>,
    #[cfg(windows)]
    job: job::Job,
}

impl ProcessTree {
    /// Takes the process under control. It must not have started anything yet.
    ///
    /// # Errors
    /// The system refused.
    pub(super) fn of(child: &Child) -> io::Result<Self> {
        #[cfg(unix)]
        {
            let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
            let group = id.ok_or_else(|| io::Error::other("the process has no number"))?;
            Ok(Self { group: Some(group) })
        }
        #[cfg(windows)]
        {
            Ok(Self { job: job::Job::with(child)? })
        }
    }

    /// Ends everything. Call it before the process is waited for: its number is nobody else's until then.
    pub(super) fn end(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.group.take() {
            // It has ended already.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        #[cfg(windows)]
        self.job.end();
    }
}

impl Drop for ProcessTree {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(windows)]
#[expect(unsafe_code, reason = "jobs are reached through the system's own functions")]
mod job {
    use std::io;
    use std::mem::size_of;
    use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
    use std::process::Child;
    use std::ptr;
    use windows_sys::Win32::System::JobObjects::{
        AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
        SetInformationJobObject, TerminateJobObject,
    };

    /// A job of Windows. Its processes end when its handle is closed, also by the end of this program.
    pub(super) struct Job(OwnedHandle);

    impl Job {
        pub(super) fn with(child: &Child) -> io::Result<Self> {
            // SAFETY: both pointers may be null: no name, and the security of this process.
            let handle = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
            if handle.is_null() {
                return Err(io::Error::last_os_error());
            }
            // SAFETY: the handle was just made, and nobody else closes it.
            let job = unsafe { OwnedHandle::from_raw_handle(handle) };
            let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
            limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
            let size = u32::try_from(size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>())
                .expect("BUG: it has some hundred bytes");
            // SAFETY: the structure lives longer than the call and has this size.
            let set = unsafe {
                SetInformationJobObject(
                    job.as_raw_handle(),
                    JobObjectExtendedLimitInformation,
                    ptr::from_ref(&limits).cast(),
                    size,
                )
            };
            if set == 0 {
                return Err(io::Error::last_os_error());
            }
            // SAFETY: both handles are open.
            let assigned =
                unsafe { AssignProcessToJobObject(job.as_raw_handle(), child.as_raw_handle()) };
            if assigned == 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(Self(job))
        }

        pub(super) fn end(&self) {
            // SAFETY: the handle is open.
            let _ = unsafe { TerminateJobObject(self.0.as_raw_handle(), 1) };
        }
    }
}
