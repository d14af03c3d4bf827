//! A server for files and bucket lists, with a thread for each connection.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Keys in a page of a list, few enough for several pages.
const PAGE_KEYS: usize = 2;
/// The beginning of a TLS connection.
const TLS_HANDSHAKE: u8 = 0x16;

/// How the server answers a request for a path.
#[derive(Clone)]
pub enum Manner {
    /// Sends all, or the requested range.
    Whole,
    /// Sends all without a length before it.
    Unmeasured,
    /// Sends all, a few bytes at a time.
    Trickle(usize),
    /// Sends `n` bytes and hangs up, each time; ranges are ignored.
    Cut(usize),
    /// Sends `n` bytes and hangs up, but the whole of a requested range.
    CutOnce(usize),
    /// Sends `n` bytes and then nothing, as long as the other end listens.
    Stuck(usize),
    /// Sends this status, and this body in XML.
    Refuse(u16, &'static str),
    /// Sends 503 `n` times, and then all.
    Busy(usize),
    /// Sends to another place.
    Redirect(String),
}

/// A file of the server.
struct Served {
    bytes: Vec<u8>,
    manner: Manner,
}

struct State {
    /// By path as in a request, without the query.
    files: BTreeMap<String, Served>,
    /// First lines of all requests, less the version.
    requests: Vec<String>,
    /// Receives each path that is stuck.
    stuck: Sender<String>,
}

pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stuck: Receiver<String>,
}

impl Server {
    /// Starts on a port of its own. Its threads end with the test program.
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it is bound");
        let (sender, stuck) = mpsc::channel();
        let state = Arc::new(Mutex::new(State { files: BTreeMap::new(), requests: Vec::new(), stuck: sender }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || answer(connection, &state));
            }
        });
        Server { address, state, stuck }
    }

    /// Where it is, without a `/` at the end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a file and returns its URL.
    pub fn add(&self, path: &str, bytes: impl Into<Vec<u8>>, manner: Manner) -> String {
        lock(&self.state).files.insert(path.to_owned(), Served { bytes: bytes.into(), manner });
        format!("{}{path}", self.origin())
    }

    /// All requests until now.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.state).requests.clone()
    }

    /// Waits until a client waits for the rest of a file that is stuck.
    pub fn wait_until_stuck(&self) {
        self.stuck.recv_timeout(crate::world::DEADLINE).expect("the file is requested");
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The parts of a request that matter.
struct Request {
    path: String,
    query: String,
    from: Option<usize>,
}

fn receive(reader: &mut impl BufRead, state: &Mutex<State>) -> Option<Request> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|bytes| *bytes > 0)?;
    let (method_and_target, _) = first.rsplit_once(' ')?;
    lock(state).requests.push(method_and_target.to_owned());
    let (_, target) = method_and_target.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut from = None;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            return Some(Request { path: path.to_owned(), query: query.to_owned(), from });
        }
        let range = line.strip_prefix("range: bytes=").and_then(|range| range.split('-').next());
        from = range.and_then(|from| from.parse().ok()).or(from);
    }
}

/// Answers one request. A client may hang up early.
fn answer(mut connection: TcpStream, state: &Mutex<State>) {
    let (mut first, Ok(read_half)) = ([0], connection.try_clone()) else { return };
    if connection.peek(&mut first).is_ok() && first == [TLS_HANDSHAKE] {
        let _ = send(&mut connection, "400 Bad Request", "", b"this is no TLS");
        return;
    }
    let Some(request) = receive(&mut BufReader::new(read_half), state) else { return };
    if request.query.contains("list-type=2") {
        let page = list(&request, &lock(state).files);
        let _ = send(&mut connection, "200 OK", "Content-Type: application/xml\r\n", page.as_bytes());
        return;
    }
    let found = lock(state).files.get_mut(&request.path).map(|served| {
        let manner = served.manner.clone();
        if let Manner::Busy(times) = &mut served.manner {
            *times = times.saturating_sub(1);
        }
        (served.bytes.clone(), manner)
    });
    let _ = match found {
        Some((bytes, manner)) => behave(&mut connection, &request, &bytes, &manner, state),
        None => send(&mut connection, "404 Not Found", "", b"nothing here"),
    };
}

fn behave(
    to: &mut TcpStream,
    request: &Request,
    bytes: &[u8],
    manner: &Manner,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let all = 0..bytes.len();
    match manner {
        Manner::Refuse(status, body) => {
            send(to, &format!("{status} Refused"), "Content-Type: application/xml\r\n", body.as_bytes())
        }
        Manner::Busy(1..) => send(to, "503 Slow Down", "", b""),
        Manner::Redirect(place) => send(to, "302 Found", &format!("Location: {place}\r\n"), b""),
        Manner::Unmeasured => {
            to.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            to.write_all(bytes)
        }
        Manner::Trickle(piece) => {
            head(to, &all, bytes.len(), "")?;
            bytes.chunks(*piece).try_for_each(|piece| to.write_all(piece).and_then(|()| to.flush()))
        }
        Manner::Cut(end) => {
            head(to, &all, bytes.len(), "")?;
            to.write_all(&bytes[..*end])
        }
        Manner::Stuck(end) => {
            head(to, &all, bytes.len(), "")?;
            to.write_all(&bytes[..*end])?;
            let _ = lock(state).stuck.send(request.path.clone());
            // Ends when the other end hangs up.
            to.read(&mut [0]).map(drop)
        }
        Manner::CutOnce(end) if request.from.is_none() => {
            head(to, &all, bytes.len(), "ETag: \"one\"\r\n")?;
            to.write_all(&bytes[..*end])
        }
        Manner::Whole | Manner::Busy(0) | Manner::CutOnce(_) => {
            let range = request.from.unwrap_or(0)..bytes.len();
            head(to, &range, bytes.len(), "ETag: \"one\"\r\n")?;
            to.write_all(&bytes[range])
        }
    }
}

fn head(to: &mut TcpStream, range: &Range<usize>, total: usize, more: &str) -> std::io::Result<()> {
    let length = range.len();
    let status = match range.start {
        0 => "200 OK".to_owned(),
        start => format!("206 Partial Content\r\nContent-Range: bytes {start}-{}/{total}", total - 1),
    };
    write!(to, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n")
}

fn send(to: &mut TcpStream, status: &str, more: &str, body: &[u8]) -> std::io::Result<()> {
    let length = body.len();
    write!(to, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n")?;
    to.write_all(body)
}

/// A page of the list of a bucket, as ListObjectsV2 gives it.
fn list(request: &Request, files: &BTreeMap<String, Served>) -> String {
    let value = |name: &str| {
        let found = request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_default().replace("%2F", "/")
    };
    let (prefix, first) = (value("prefix"), value("continuation-token").parse().unwrap_or(0));
    let bucket = format!("{}/", request.path.trim_end_matches('/'));
    let keys = files.iter().filter_map(|(path, served)| Some((path.strip_prefix(&bucket)?, served.bytes.len())));
    let keys: Vec<(&str, usize)> = keys.filter(|(key, _)| key.starts_with(&prefix)).collect();
    let mut page = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>".to_owned();
    for (key, size) in keys.iter().skip(first).take(PAGE_KEYS) {
        let date = "2024-01-31T00:00:00.000Z";
        let _ =
            write!(page, "<Contents><Key>{key}</Key><LastModified>{date}</LastModified><Size>{size}</Size></Contents>");
    }
    let next = first + PAGE_KEYS;
    if next < keys.len() {
        let _ = write!(page, "<IsTruncated>true</IsTruncated><NextContinuationToken>{next}</NextContinuationToken>");
    }
    page + "</ListBucketResult>"
}
