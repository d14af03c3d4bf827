//! The files of a server's configuration, and which server it is.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Largest configuration file.
const MAX_BYTES: u64 = 16 << 20;
/// Most files of one configuration; more are a circle of links.
const MAX_FILES: usize = 10_000;

/// A supported server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// nginx.
    Nginx,
    /// Apache's httpd.
    Apache,
}

impl Server {
    /// The server of a text, by the first line that only one of them would write.
    pub fn of(text: &str) -> Option<Server> {
        const NGINX: [&str; 9] = [
            "log_format",
            "access_log",
            "error_log",
            "http",
            "server",
            "events",
            "worker_processes",
            "include",
            "user",
        ];
        const APACHE: [&str; 10] = [
            "logformat",
            "customlog",
            "globallog",
            "transferlog",
            "errorlog",
            "serverroot",
            "loadmodule",
            "listen",
            "includeoptional",
            "define",
        ];
        text.lines().map(str::trim).filter(|line| !line.starts_with('#')).find_map(|line| {
            let first = line.split([' ', '\t', '{', ';']).next().unwrap_or_default();
            let code = line.split('#').next().unwrap_or_default().trim_end();
            // The brace of a variable does not end a block, and only descriptions continue after a quote.
            let is_block_end = code.strip_suffix('}').is_some_and(|code| code.trim_end().ends_with([';', '{', '}']));
            let ends_as_nginx = code.ends_with([';', '{'])
                || code == "}"
                || is_block_end
                || (first == "log_format" && code.ends_with(['\'', '"']));
            let is_apache = APACHE.contains(&first.to_ascii_lowercase().as_str());
            if line.starts_with('<') || (is_apache && !ends_as_nginx) {
                Some(Server::Apache)
            } else if NGINX.contains(&first) && ends_as_nginx {
                Some(Server::Nginx)
            } else {
                None
            }
        })
    }
}

/// The files read for one configuration.
pub struct Files {
    /// The folder of the first one.
    root: PathBuf,
    read: HashSet<PathBuf>,
}

impl Files {
    /// The files of a configuration that begins with `first`.
    pub fn of(path: &Path) -> Files {
        Files { root: path.parent().unwrap_or(Path::new("")).to_owned(), read: HashSet::new() }
    }

    /// Sets the base of relative paths.
    pub fn set_root(&mut self, root: &str) {
        let root = Path::new(root);
        if root.is_dir() {
            self.root = root.to_owned();
        }
    }

    /// Reads a file; invalid UTF-8 becomes U+FFFD.
    ///
    /// # Errors
    /// The file cannot be read, was already read, or is too large for a configuration.
    pub fn read(&mut self, path: &Path) -> io::Result<String> {
        let real = fs::canonicalize(path)?;
        if fs::metadata(path)?.len() > MAX_BYTES {
            return Err(io::Error::other("it is larger than 16 MiB, too large for a configuration"));
        }
        if self.read.len() >= MAX_FILES || !self.read.insert(real) {
            return Err(io::Error::other("it was already read"));
        }
        Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
    }

    /// The files matched by a pattern in the file `by`: relative to the first file, or else to `by`.
    pub fn included(&self, pattern: &str, by: &Path) -> Vec<PathBuf> {
        let folder = by.parent().unwrap_or(Path::new(""));
        [self.root.as_path(), folder]
            .into_iter()
            .map(|folder| matches(&folder.join(pattern)))
            .find(|paths| !paths.is_empty())
            .unwrap_or_default()
    }
}

/// The files matched by a pattern, sorted; for a folder, all files below it, like Apache.
fn matches(pattern: &Path) -> Vec<PathBuf> {
    let Some(text) = pattern.to_str() else { return Vec::new() };
    let pattern = if pattern.is_dir() { format!("{}/**/*", text.trim_end_matches('/')) } else { text.to_owned() };
    let Ok(paths) = glob::glob(&pattern) else { return Vec::new() };
    paths.filter_map(Result::ok).filter(|path| path.is_file()).collect()
}
