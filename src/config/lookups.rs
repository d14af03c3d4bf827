//! What expressions look up: the user's routes and bots, and databases of addresses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ::config::{Map, Value, ValueKind};
use twox_hash::XxHash3_64;

use super::de::read;
use super::error::ConfigErrorKind;
use super::raw::RawLookups;
use super::request::{MAX_FILE_BYTES, read_bytes};
use super::tree::{KeyPath, Tree};
use crate::agent::Agents;
use crate::geo::{Geo, GeoFile};
use crate::log::zone::Zone;
use crate::route::Routes;

/// The keys, which are outside of all sections.
pub(super) const KEYS: [&str; 3] = ["routes", "bots", "geo"];

/// The keys that name one file each.
const FILES: [&str; 1] = ["bots"];

/// What was looked up is made of, with the text that identifies it.
#[derive(Default)]
pub(super) struct Lookups {
    pub routes: Arc<Routes>,
    pub own_agents: Option<Arc<Agents>>,
    pub geo: Option<Arc<Geo>>,
    /// Keys of the job on which answers depend, with values that are equal where the answers are.
    pub identity: Vec<(String, String)>,
}

/// Reads the keys; defaults replace wrong values.
pub(super) fn read_lookups(tree: &mut Tree) -> RawLookups {
    let ValueKind::Table(root) = &tree.root.kind else { return RawLookups::default() };
    let own: Map<String, Value> = root
        .iter()
        .filter(|(key, _)| KEYS.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    read(tree, &KeyPath::default(), Value::new(None, ValueKind::Table(own)), &[]).unwrap_or_default()
}

/// Reads the small files that the settings name, so that they are the same wherever the settings are used. A file that cannot be read is
/// left out: checking the settings reports it.
pub(super) fn read_files(tree: &Tree, files: &mut BTreeMap<String, Vec<u8>>) {
    for key in FILES {
        if let Some(ValueKind::String(path)) = tree.find(&KeyPath::default().key(key)).map(|value| &value.kind)
            && !files.contains_key(path)
            && let Ok(bytes) = read_bytes(Path::new(path))
        {
            files.insert(path.clone(), bytes);
        }
    }
}

/// Checks what is looked up. `files` are contents that were read before.
pub(super) fn check_lookups(
    tree: &mut Tree,
    raw: &RawLookups,
    zone: &Zone,
    files: &BTreeMap<String, Vec<u8>>,
) -> Lookups {
    let mut identity = vec![("timezone".to_owned(), format!("{:?}", zone.name()))];
    let routes = check_routes(tree, raw.routes.as_slice());
    if !raw.routes.as_slice().is_empty() {
        // The most specific template wins, whatever the order.
        let mut templates = raw.routes.as_slice().to_vec();
        templates.sort_unstable();
        identity.push(("routes".to_owned(), format!("{templates:?}")));
    }
    let own_agents = raw.bots.as_deref().and_then(|path| check_bots(tree, path, files));
    let own_agents = own_agents.map(|(agents, digest)| {
        identity.push(("bots".to_owned(), format!("a table with the XXH3 hash {digest:016x}")));
        Arc::new(agents)
    });
    let geo = check_geo(tree, raw.geo.as_slice()).map(Arc::new);
    Lookups { routes: Arc::new(routes), own_agents, geo, identity }
}

/// The identity of the databases, if an answer depends on them.
pub(super) fn identity_of_geo(geo: Option<&Geo>) -> Option<(String, String)> {
    let geo = geo.filter(|geo| geo.is_used())?;
    let hashes: Vec<String> = geo.digests().map(|digest| format!("{digest:016x}")).collect();
    Some(("geo".to_owned(), format!("databases with the XXH3 hashes {}", hashes.join(", "))))
}

/// The databases that can be read; `None` if there are none.
fn check_geo(tree: &mut Tree, paths: &[String]) -> Option<Geo> {
    let key = KeyPath::default().key("geo");
    let mut files = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let at = tree.key_of_item(&key, index);
        match GeoFile::open(path) {
            _ if path.is_empty() => {
                let expected = "the path of a database; leave it out for none".to_owned();
                tree.report_value(&at, ConfigErrorKind::Unfit { expected });
            }
            Ok(file) => files.push(file),
            Err(error) => tree.report_value(&at, ConfigErrorKind::Refused { message: error.to_string() }),
        }
    }
    // Expressions that need one that was refused are not to be refused, too.
    (!paths.is_empty()).then(|| Geo::new(files))
}

/// The templates of routes, without the wrong ones.
fn check_routes(tree: &mut Tree, templates: &[String]) -> Routes {
    let key = KeyPath::default().key("routes");
    let mut well_formed = Vec::new();
    for (index, template) in templates.iter().enumerate() {
        match Routes::new(std::slice::from_ref(template)) {
            Ok(_) => well_formed.push((index, template.clone())),
            Err(error) => {
                let at = tree.key_of_item(&key, index);
                tree.report_value(&at, ConfigErrorKind::Refused { message: error.to_string() });
            }
        }
    }
    let (indices, well_formed): (Vec<usize>, Vec<String>) = well_formed.into_iter().unzip();
    Routes::new(&well_formed).unwrap_or_else(|error| {
        // Templates that are well formed can only be in each other's way; the later one is refused.
        let place = well_formed.iter().rposition(|template| error.template() == template);
        let at = tree.key_of_item(&key, place.map_or(0, |place| indices[place]));
        tree.report_value(&at, ConfigErrorKind::Refused { message: error.to_string() });
        Routes::default()
    })
}

/// The user's bots over the built-in ones, and the hash of their table.
fn check_bots(tree: &mut Tree, path: &str, files: &BTreeMap<String, Vec<u8>>) -> Option<(Agents, u64)> {
    let at = KeyPath::default().key("bots");
    if path.is_empty() {
        let expected = "the path of a CSV file; leave it out for the built-in table alone".to_owned();
        tree.report_value(&at, ConfigErrorKind::Unfit { expected });
        return None;
    }
    let made = match files.get(path) {
        Some(bytes) => agents(bytes),
        None => read_bytes(Path::new(path))
            .map_err(|error| ConfigErrorKind::Unreadable { reason: error.to_string() })
            .and_then(|bytes| agents(&bytes)),
    };
    made.map_err(|kind| tree.report_value(&at, kind)).ok()
}

fn agents(bytes: &[u8]) -> Result<(Agents, u64), ConfigErrorKind> {
    let refused = |message: String| ConfigErrorKind::Refused { message };
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ConfigErrorKind::Unreadable {
            reason: "it is larger than 4 MiB, too large for a table".to_owned(),
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        refused(format!("line {line}: it is not UTF-8 text here"))
    })?;
    let agents = Agents::with_bots(text).map_err(|error| refused(error.to_string()))?;
    Ok((agents, XxHash3_64::oneshot(bytes)))
}
