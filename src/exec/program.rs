//! Finds the program of a command before it is started.

use std::ffi::OsStr;
use std::path::{Path, is_separator};

/// Why a program cannot be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// No directory of `PATH` has it.
    #[error("no directory of PATH has such a program; install it, or write the path of the program")]
    NotOnPath,
    /// It is only in the current directory, which is not searched.
    #[error("no directory of PATH has such a program; write './{program}' for the one in the current directory")]
    OnlyHere {
        /// The name as written.
        program: String,
    },
    /// There is no such file.
    #[error("there is no such file; a path begins at the current directory")]
    Missing,
    /// The file cannot be executed.
    #[error("the file is not an executable program; write the program that runs it before it, such as \"python3\"")]
    NotExecutable,
}

/// Checks that a program can be started: a name is searched in `path`, the value of `PATH`; anything with a separator is a path.
pub(super) fn check(program: &str, path: Option<&OsStr>) -> Result<(), ProgramError> {
    let file = Path::new(program);
    if program.contains(is_separator) {
        return match (file.is_file(), is_executable(file)) {
            (_, true) => Ok(()),
            (true, false) => Err(ProgramError::NotExecutable),
            (false, false) => Err(ProgramError::Missing),
        };
    }
    let mut directories = path.map(std::env::split_paths).into_iter().flatten();
    if directories.any(|directory| is_executable(&directory.join(program))) {
        Ok(())
    } else if file.is_file() {
        Err(ProgramError::OnlyHere { program: program.to_owned() })
    } else {
        Err(ProgramError::NotOnPath)
    }
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    file.is_file() && rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}

/// Elsewhere a suffix may be left out, and the file itself says nothing.
#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file() || file.with_extension(std::env::consts::EXE_EXTENSION).is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_program_is_found_by_name_on_the_path_or_by_its_own_path() {
        let directory = tempfile::tempdir().expect("a directory");
        let script = directory.path().join("keep");
        fs::write(&script, "#!/bin/sh\n").expect("the file can be written");
        let path = Some(directory.path().as_os_str());
        let written = script.to_str().expect("a path of letters");
        assert_eq!(check("keep", path), Err(ProgramError::NotOnPath));
        assert_eq!(check(written, path), Err(ProgramError::NotExecutable));
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it is ours");
        assert_eq!((check("keep", path), check(written, None)), (Ok(()), Ok(())));
        assert_eq!(check("keep", None), Err(ProgramError::NotOnPath));
        assert_eq!(check(&format!("{written}s"), path), Err(ProgramError::Missing));
        assert_eq!(check(&directory.path().display().to_string(), path), Err(ProgramError::Missing));
        // Tests run in the directory of the package.
        assert_eq!(check("Cargo.toml", path), Err(ProgramError::OnlyHere { program: "Cargo.toml".to_owned() }));
    }
}
